import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { lmEvalFiles } from './lm-eval';
import { scoredRun, withFailure } from './testing/answered-by';
import { answeredRun, itemsOf, lettering } from './testing/whole-runs';
import type { SampleRow } from './whole-run';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

async function read(files: Awaited<ReturnType<typeof lmEvalFiles>>) {
  const [results, samples] = await Promise.all(files.map(({ blob }) => blob.text()));
  return {
    results: JSON.parse(results!),
    samples: samples!
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
}

it('names its files as the harness does', async () => {
  const files = await lmEvalFiles(await scoredRun(['い']));
  expect(files.map(({ name }) => name)).toEqual([
    'results_2026-11-24T01-02-03.000.json',
    'samples_igakuqa_ja_test_generate_2026-11-24T01-02-03.000.jsonl',
  ]);
});

it('writes letters as a multiple-choice task, in the order shown', async () => {
  const { run, rows } = await answeredRun(['112A1', '112A2'], {}, lettering);
  const [sample, transcript] = rows[0]!;
  const shuffled = [{ ...sample, optionOrder: [4, 1, 0, 2, 3] }, transcript] satisfies SampleRow;
  const { samples } = await read(await lmEvalFiles({ run, rows: [shuffled], items: itemsOf(['112A1']) }));
  expect(samples[0]).toMatchObject({
    doc_id: 0,
    doc: { id: '112A1', choices: ['へ.', 'ろ, は', 'い', 'に', '=ほ'], answer: ['B'] },
    target: '1',
    arguments: { gen_args_0: { arg_0: transcript.prompt, arg_1: 'A' }, gen_args_4: { arg_1: 'E' } },
    resps: [[['-5', 'None']], [['-0.5', 'None']], [['-1', 'None']], [['-3', 'None']], [['-4', 'None']]],
    metrics: ['acc', 'official'],
    acc: 0,
    prompt_hash: sha256(transcript.prompt),
    target_hash: sha256('1'),
  });
});

it('has means and standard errors of each metric, and counts a failure as not right', async () => {
  const whole = withFailure(await scoredRun(['ろ, は', 'い', 'い', '=ほ', 'へ.']));
  const { results, samples } = await read(await lmEvalFiles(whole));
  const task = 'igakuqa_ja_test_generate';
  const matched = whole.rows.map(([{ scores }]) => scores.paperGestalt);
  expect(matched).toEqual([0, 1, 0, 1, null]);
  expect(results.results[task]).toMatchObject({ 'paper_gestalt,none': 0.5, 'acc,none': 0.4, sample_len: 5 });
  expect(results.results[task]['paper_gestalt_stderr,none']).toBeCloseTo(Math.sqrt(0.25 / 3), 12);
  expect(samples[4].metrics).toEqual(['acc', 'official']);
  expect(results['n-samples'][task]).toEqual({ original: 5, effective: 5 });
  expect(results.hakui).toMatchObject({ protocol: { id: 'test-generate' }, model: { weightsHash: 'a'.repeat(64) } });
});

it('has no standard error of one sample', async () => {
  const { results } = await read(await lmEvalFiles(await scoredRun(['い'])));
  expect(results.results.igakuqa_ja_test_generate['acc_stderr,none']).toBe('N/A');
});

it('writes no half of a surrogate pair', async () => {
  const { samples } = await read(await lmEvalFiles(await scoredRun(['\ud83d'])));
  expect(samples[0].resps).toEqual([['\ufffd']]);
});
