import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { wholeOf } from '../../src/benchmark/datasets/source.ts';
import { itWithPublished, publishedSources } from '../../src/benchmark/datasets/testing/published.ts';
import { DATASET_KINDS } from '../../src/benchmark/types.ts';
import { describeError } from '../run/errors.ts';
import { exists, filesUnder } from '../run/files.ts';
import { ProgressLines } from '../run/progress.ts';
import { Publisher } from '../run/testing/publisher.ts';
import { addEntry, agreeTo } from './add.ts';
import { type CatalogueEntry, entriesOf, readCatalogue } from './catalog.ts';
import { readIndex, removeDataset } from './publish.ts';

let folder: string;
let publisher: Publisher;
let told: string[];

const at = (...parts: string[]) => join(folder, ...parts);
const places = () => ({ published: at('public'), work: at('work') });
const tools = () => ({
  work: at('work'),
  lines: new ProgressLines({ write: () => true }),
  clock: { now: Date.now, wait: async () => undefined },
});
const add = (entry: CatalogueEntry) => addEntry(entry, places(), tools());
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => describeError(error),
  );

const question = (id: string) =>
  `${JSON.stringify({ problem_id: id, problem_text: '骨はどれか。', choices: ['骨', '爪'], text_only: true, answer: ['a'] })}\n`;

/** The entry of the catalogue, with the address on this machine in place of the publisher's. */
function entryOf(id: string, change: Record<string, unknown> = {}): CatalogueEntry {
  const [entry] = entriesOf([id], readCatalogue());
  const { pathname } = new URL(entry!.get.url);
  return { ...entry!, get: { ...entry!.get, url: `${publisher.url}${pathname}`, ...change } as CatalogueEntry['get'] };
}

const pathOf = (entry: CatalogueEntry) => new URL(entry.get.url).pathname;

async function zipOf(files: Record<string, string>): Promise<Buffer> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  for (const [name, text] of Object.entries(files)) await writer.add(name, new TextReader(text));
  return Buffer.from(await (await writer.close()).arrayBuffer());
}

/** As GitHub answers: away to another address, and there the archive, of unknown length and without ranges. */
async function offerLikeGitHub(entry: CatalogueEntry, files: Record<string, string>): Promise<void> {
  const root = 'Repository-0123abcd';
  const named = Object.entries(files).map(([name, text]) => [`${root}/${name}`, text]);
  publisher.redirects.set(pathOf(entry), '/codeload/archive');
  const body = await zipOf(Object.fromEntries(named));
  publisher.files.set('/codeload/archive', { body, etag: 'W/"0123"', ranges: 'ignored', chunked: true });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'add-'));
  told = [];
  for (const way of ['log', 'error'] as const) {
    vi.spyOn(console, way).mockImplementation((text: string) => void told.push(text));
  }
  publisher = await new Publisher().start();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await publisher.stop();
  rmSync(folder, { recursive: true });
});

it('has a catalogue of known kinds and of addresses that do not move', () => {
  for (const { kind, get } of readCatalogue()) {
    expect([...DATASET_KINDS, 'templates']).toContain(kind);
    // A commit, or by hand.
    expect(get.by === 'hand' || /\/[0-9a-f]{40}[./]/.test(get.url)).toBe(true);
    expect(get.url).toMatch(/^https:/);
  }
  expect(() => entriesOf(['igakuqa', 'other'], readCatalogue())).toThrow('The catalogue has no "other".');
});

it('fetches an archive from GitHub and lays the folder that is wanted, with its licence', async () => {
  const entry = entryOf('igakuqa');
  await offerLikeGitHub(entry, {
    'README.md': 'Words',
    'data/2024/130-A.jsonl': question('130A1'),
    'data/2025/131-A.jsonl': question('131A1'),
    'other/2025/131-B.jsonl': question('131B1'),
  });
  publisher.mishaps.push({ cutAfter: 100 }, { status: 429, headers: { 'retry-after': '1' } });
  expect(await add(entry)).toEqual({ laid: 1, refused: 0 });
  expect(await filesUnder(at('public'))).toEqual([
    'igakuqa/2024/130-A.jsonl',
    'igakuqa/2025/131-A.jsonl',
    'index.json',
  ]);
  expect((await readIndex(places())).datasets).toMatchObject([{ folder: 'igakuqa', items: 2, licence: 'not stated' }]);
  expect(told[0]).toMatch(/^✓ IgakuQA 2036–2037: 2 items, 2 files/);
  expect(await filesUnder(at('work'))).toEqual([]);

  // Once more: nothing changes.
  const index = readFileSync(at('public/index.json'), 'utf8');
  await add(entry);
  expect(readFileSync(at('public/index.json'), 'utf8')).toBe(index);
});

itWithPublished('igakuqa', "fetches and lays the publisher's own files, over a connection that breaks", async () => {
  const entry = entryOf('igakuqa');
  const sources = await publishedSources('igakuqa');
  const texts = sources.map(async (source) => {
    return [source.name.replace(/^igakuqa/, 'data'), await (await wholeOf(source)).text()] as const;
  });
  await offerLikeGitHub(entry, Object.fromEntries(await Promise.all(texts)));
  publisher.mishaps.push({ cutAfter: 100_000 }, { cutAfter: 200_000 });
  expect(await add(entry)).toEqual({ laid: 1, refused: 0 });
  expect((await readIndex(places())).datasets).toMatchObject([{ folder: 'igakuqa', items: 1_600 }]);
});

/** The tar archive of a folder `data` with these files. */
function tarOf(files: Record<string, string>): Buffer {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(at('tar', name, '..'), { recursive: true });
    writeFileSync(at('tar', name), text);
  }
  const { status } = spawnSync('tar', ['-cf', at('data.tar'), '-C', at('tar'), 'data']);
  expect(status).toBe(0);
  return readFileSync(at('data.tar'));
}

const sha256 = (body: Buffer) => createHash('sha256').update(body).digest('hex');

const MMLU = {
  'data/dev/anatomy_dev.csv': 'Which is a bone?,rib,nail,hair,tooth,A\n',
  'data/val/anatomy_val.csv': 'Which is a nail?,rib,nail,hair,tooth,B\n',
  'data/test/anatomy_test.csv': 'Which is a hair?,rib,nail,hair,tooth,C\n',
  'data/auxiliary_train/arc_easy.csv': 'Which is a tooth?,rib,nail,hair,tooth,D\n',
};

it('fetches a tar archive that is held to its hash, and goes on after an interruption', async () => {
  const body = tarOf(MMLU);
  const entry = entryOf('mmlu', { sha256: sha256(body) });
  publisher.files.set(pathOf(entry), { body });
  publisher.mishaps.push({ cutAfter: 3_000 }, ...Array.from({ length: 6 }, () => ({ cutAfter: 0 })));
  expect(await refusal(add(entry))).toContain('could not be had');
  expect(await exists(at('public'))).toBe(false);
  publisher.mishaps.length = 0;
  expect(await add(entry)).toEqual({ laid: 3, refused: 0 });
  expect(publisher.sent).toBe(body.length);
  expect((await readIndex(places())).datasets).toMatchObject(
    ['mmlu-dev', 'mmlu-test', 'mmlu-val'].map((name) => ({ folder: name, items: 1, licence: 'MIT' })),
  );
  expect(await filesUnder(at('work'))).toEqual([]);
});

it('lays nothing of an archive with a wrong byte', async () => {
  const body = tarOf(MMLU);
  const entry = entryOf('mmlu', { sha256: sha256(body) });
  body[600]! ^= 1;
  publisher.files.set(pathOf(entry), { body });
  expect(await refusal(add(entry))).toContain('is not the file that was expected');
  expect(await exists(at('public'))).toBe(false);
  expect(await filesUnder(at('work'))).toEqual([]);
});

it.each([
  ['a page in place of the archive', Buffer.from('<!doctype html>'), 'is no archive that can be read'],
  ['a repository that was rearranged', null, 'holds no folder data'],
])('refuses %s, and keeps nothing of it', async (_, body, text) => {
  const entry = entryOf('igakuqa');
  await offerLikeGitHub(entry, { 'elsewhere/131-A.jsonl': question('131A1') });
  if (body) publisher.files.set('/codeload/archive', { body });
  expect(await refusal(add(entry))).toContain(text);
  expect(await exists(at('public'))).toBe(false);
  expect(await filesUnder(at('work'))).toEqual([]);
});

it('refuses a set with a mistake as --from does, and leaves the one that is laid', async () => {
  const entry = entryOf('igakuqa');
  await offerLikeGitHub(entry, { 'data/2025/131-A.jsonl': question('131A1') });
  await add(entry);
  await offerLikeGitHub(entry, { 'data/2025/131-A.jsonl': question('131A1').replace('["a"]', '["x"]') });
  expect(await add(entry)).toEqual({ laid: 0, refused: 1 });
  expect(told.join('\n')).toContain('data/2025/131-A.jsonl, line 1, field answer: bad-field');
  expect(readFileSync(at('public/igakuqa/131-A.jsonl'), 'utf8')).toBe(question('131A1'));
});

it('says that the publisher has nothing there any more', async () => {
  expect(await refusal(add(entryOf('jmmlu')))).toMatch(
    /nlp-waseda\/JMMLU.* answers 404 Not Found\.\n.*The publisher has moved or removed it/,
  );
});

it('lays the template file of the paper, lists it, and removes it', async () => {
  const entry = entryOf('japanese-lm-med-harness');
  const body = Buffer.from("own = Template('''{{instruction}}\n{{input}}''')\n");
  publisher.files.set(pathOf(entry), { body });
  expect(await add(entry)).toEqual({ laid: 1, refused: 0 });
  const id = 'japanese-lm-med-harness';
  const file = { path: 'template.py', bytes: body.length, sha256: sha256(body) };
  expect(await readIndex(places())).toEqual({
    format: 1,
    datasets: [],
    templates: [{ folder: id, name: id, licence: 'not stated', file }],
  });
  expect(readFileSync(at('public', id, 'template.py')).equals(body)).toBe(true);
  await removeDataset(id, places());
  expect(JSON.parse(readFileSync(at('public/index.json'), 'utf8'))).toEqual({ format: 1, datasets: [] });
  expect(await filesUnder(at('public'))).toEqual(['index.json']);

  publisher.files.set(pathOf(entry), { body: Buffer.alloc(0) });
  expect(await refusal(add(entry))).toContain('is no template file: 0 bytes');
});

describe('a licence', () => {
  const [igakuqa, jmmlu] = entriesOf(['igakuqa', 'jmmlu'], readCatalogue());
  const both = [igakuqa!, jmmlu!];
  const answering = (...answers: string[]) => ({ isAccepted: false, ask: async () => answers.shift() ?? '' });

  it('is shown and asked about, for each set', async () => {
    await agreeTo(both, answering('y', ' Yes '));
    expect(told).toEqual([
      'IgakuQA, from https://github.com/jungokasai/IgakuQA',
      expect.stringMatching(/^ {2}Licence: not stated \(neither/),
      expect.stringMatching(/^ {2}Allows: {2}Nothing is granted/),
      'JMMLU, from https://github.com/nlp-waseda/JMMLU',
      '  Licence: CC BY-SA 4.0 (LICENSE and README.md)',
      expect.stringMatching(/^ {2}Allows: {2}Use, change and pass on/),
    ]);
  });

  it.each(['', 'n', 'yeah', 'はい'])('is not accepted by "%s"', async (answer) => {
    const text = 'The licence of JMMLU was not accepted: nothing was fetched.';
    expect(await refusal(agreeTo(both, answering('y', answer)))).toContain(text);
  });

  it('is shown all the same where it was accepted before, and wants a word where nobody can be asked', async () => {
    await agreeTo(both, { isAccepted: true, ask: null });
    expect(told).toHaveLength(6);
    expect(await refusal(agreeTo(both, { isAccepted: false, ask: null }))).toContain(
      'npm run datasets -- add igakuqa --accept-licence',
    );
  });

  it('is not asked about for what a person has to fetch: how is said at once', async () => {
    const entries = entriesOf(['igakuqa', 'medqa'], readCatalogue());
    expect(await refusal(agreeTo(entries, { isAccepted: true, ask: null }))).toMatch(
      /MedQA can't be fetched for you\. .*Google Drive.*\n.*--from DIR/,
    );
    expect(told).toEqual([]);
  });
});
