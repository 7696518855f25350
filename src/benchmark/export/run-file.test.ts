import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readRunFile, runFileName, writeRunFile } from './run-file';
import type { RunFileError } from './run-file-error';
import { answeredRun, anyRows, runOf } from './testing/whole-runs';
import { withCounts } from './whole-run';
import { zipFiles } from './zip-files';

const AT = new Date(2026, 10, 24);

it('reads back what it wrote, whatever the rows', async () => {
  await fc.assert(
    fc.asyncProperty(anyRows(), async (rows) => {
      const run = withCounts(await runOf(rows.length + 1, { state: 'paused' }), rows);
      expect(await readRunFile(await writeRunFile(run, rows))).toEqual({ run, rows });
    }),
    { numRuns: 60 },
  );
});

it('takes rows as a database gives them', async () => {
  const { run, rows } = await answeredRun(['112A1', '112A2', '112A3']);
  async function* slowly() {
    for (const row of rows) yield await Promise.resolve(row);
  }
  expect(await readRunFile(await writeRunFile(run, slowly()))).toEqual({ run, rows });
});

it('names its file for what is in it', async () => {
  const run = await runOf(1, { modelId: 'a/b:c' });
  expect(runFileName(run)).toBe('IgakuQA-2018_ja_test-generate_a-b-c_2026-11-24.hakui-run.zip');
});

it('works the counts out of the samples', async () => {
  const { run, rows } = await answeredRun(['112A1', '112A2']);
  const file = await writeRunFile({ ...run, done: 99, correct: 99, failed: 99 }, rows);
  expect(await readRunFile(file)).toEqual({ run, rows });
  const forged = await changed((text) => text.replace('"correct": 0', '"correct": 2'));
  expect((await readRunFile(forged)).run.correct).toBe(0);
});

/** A good file with the text of one of its parts changed. */
async function changed(runJson: (text: string) => string, samples: (text: string) => string = (text) => text) {
  const { run, rows } = await answeredRun(['112A1', '112A2']);
  const parts: Record<string, string> = {};
  const { ZipReader, BlobReader, TextWriter } = await import('@zip.js/zip.js');
  for (const entry of await new ZipReader(new BlobReader(await writeRunFile(run, rows))).getEntries()) {
    if (!entry.directory) parts[entry.filename] = await entry.getData(new TextWriter());
  }
  const files = [
    { name: 'run.json', blob: new Blob([runJson(parts['run.json']!)]) },
    { name: 'samples.jsonl', blob: new Blob([samples(parts['samples.jsonl']!)]) },
  ];
  return zipFiles(files, AT);
}

const same = (text: string) => text;

async function refusal(file: Blob | Promise<Blob>) {
  const error = await readRunFile(await file, 'x.zip').then(
    () => null,
    (thrown: unknown) => thrown as RunFileError,
  );
  return error && { code: error.code, ...error.details };
}

it('names file, line and field of a mistake', async () => {
  const sample = (find: string, put: string) => refusal(changed(same, (text) => text.replace(find, put)));
  expect(await sample('"attempts":1', '"attempts":"1"')).toMatchObject({
    code: 'bad-field',
    file: 'x.zip/samples.jsonl',
    line: 1,
    field: 'attempts',
    reason: 'wrong-type',
  });
  expect(await sample('"paperExact":0', '"paperExact":2')).toMatchObject({ line: 1, field: 'scores.paperExact' });
  expect(await sample('"prediction":[1]', '"prediction":[1,0]')).toMatchObject({ line: 2, field: 'prediction' });
  expect(await sample('"optionOrder":[0,1', '"optionOrder":[0,0')).toMatchObject({ line: 1, field: 'optionOrder' });
  expect(await sample('"prediction":[1]', '"prediction":[7]')).toMatchObject({
    code: 'bad-option',
    line: 2,
    option: 7,
  });
  expect(await sample('"index":1', '"index":0')).toMatchObject({ code: 'duplicate-index', line: 2, index: 0 });
  expect(await sample('"index":1', '"index":2')).toMatchObject({ code: 'beyond-total', line: 2 });
  expect(await sample('112A2', '112A1')).toMatchObject({ code: 'duplicate-item', line: 2, item: '112A1' });
  expect(await sample('{"index":1', '{"unknown":0,"index":1')).toMatchObject({ code: 'bad-field', line: 2 });
  expect(await sample('{"index":1', 'index')).toMatchObject({ code: 'not-json', line: 2 });

  const run = (find: string, put: string) => refusal(changed((text) => text.replace(find, put)));
  expect(await run('"version": 1', '"version": 2')).toMatchObject({ code: 'unknown-format', version: 2 });
  expect(await run('"language": "ja"', '"language": "xx"')).toMatchObject({
    code: 'bad-field',
    file: 'x.zip/run.json',
    field: 'run.plan.language',
  });
  expect(await run('"maxTokens": 256', '"maxTokens": 255')).toMatchObject({ code: 'protocol-hash' });
  expect(await run('"samples": 2', '"samples": 3')).toMatchObject({ code: 'sample-count', expected: 3, actual: 2 });
  expect(await run('{', '')).toMatchObject({ code: 'not-json', file: 'x.zip/run.json' });
});

it('refuses what is no run file', async () => {
  expect(await refusal(new Blob(['no zip']))).toMatchObject({ code: 'archive-damaged', file: 'x.zip' });
  const empty = zipFiles([{ name: 'other.txt', blob: new Blob(['']) }], AT);
  expect(await refusal(empty)).toMatchObject({ code: 'not-a-run-file', entry: 'run.json' });
  expect(await refusal(changed(() => '[]'))).toMatchObject({ code: 'not-a-run-file' });
});

it('does not unpack a bomb', async () => {
  expect(await refusal(changed(() => ' '.repeat(5 << 20)))).toMatchObject({ code: 'archive-too-large' });
  const longLine = changed(same, (text) => `${text.trimEnd()}${' '.repeat(2 << 20)}\n`);
  expect(await refusal(longLine)).toMatchObject({ code: 'line-too-long', line: 2 });
});

it('finds every cut of a file', async () => {
  const { run, rows } = await answeredRun(['112A1', '112A2']);
  const bytes = await (await writeRunFile(run, rows)).arrayBuffer();
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.byteLength - 1), async (length) => {
      expect(await refusal(new Blob([bytes.slice(0, length)]))).not.toBeNull();
    }),
    { numRuns: 40 },
  );
});
