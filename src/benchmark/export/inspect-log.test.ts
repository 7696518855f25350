import { expect, it } from 'vitest';
import { inspectLog } from './inspect-log';
import { scoredRun, withFailure } from './testing/answered-by';
import { answeredRun, itemsOf, lettering } from './testing/whole-runs';

const read = async (file: Promise<{ blob: Blob }>) => JSON.parse(await (await file).blob.text());

it('is named as Inspect names its logs', async () => {
  const { name } = await inspectLog(await scoredRun(['い']));
  expect(name).toBe('2026-11-24T01-02-03+00-00_igakuqa-ja-test-generate_run1.json');
});

it('says what was asked, answered and scored', async () => {
  const log = await read(inspectLog(await scoredRun(['ろ, は\nbecause', 'ほ'])));
  expect(log).toMatchObject({
    version: 2,
    status: 'success',
    eval: { task: 'igakuqa_ja_test_generate', model: 'hakui/tiny', dataset: { samples: 2, shuffled: true } },
    results: { total_samples: 2, completed_samples: 2 },
  });
  expect(log.samples[0]).toMatchObject({
    id: '112B1',
    choices: ['い', 'ろ, は', 'に', '=ほ', 'へ.'],
    target: ['B'],
    output: {
      choices: [{ stop_reason: 'stop', message: { content: 'ろ, は\nbecause' } }],
      usage: { total_tokens: 25 },
    },
    scores: { paper_exact: { value: 'C' } },
    metadata: { year: 2018, response: 'ろ, は' },
  });
});

it('says a letter as the answer, and keeps log-probabilities', async () => {
  const { run, rows } = await answeredRun(['112A2'], {}, lettering);
  const log = await read(inspectLog({ run, rows, items: itemsOf(['112A2']) }));
  expect(log.samples[0]).toMatchObject({
    output: { choices: [{ message: { content: 'B' } }] },
    metadata: { option_logprobs: [-1, -0.5, -3, -4, -5] },
    scores: { official: { value: 'C', answer: 'B' } },
  });
});

it('has an error of a failed item, and no answer', async () => {
  const log = await read(inspectLog(withFailure(await scoredRun(['い', 'に']))));
  expect(log.results).toMatchObject({ total_samples: 2, completed_samples: 1 });
  expect(log.samples[1]).toMatchObject({
    error: { message: 'prompt-too-long {"tokens":9000}' },
    output: { choices: [] },
  });
});

it('is whole JSON without a sample', async () => {
  const { run } = await answeredRun([]);
  expect(await read(inspectLog({ run, rows: [], items: new Map() }))).toMatchObject({ samples: [] });
});
