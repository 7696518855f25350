import { expect, it } from 'vitest';
import { compareOutputs } from './compare-outputs';
import { answeredRun, generating, lettering } from './testing/whole-runs';
import type { SampleRow, WholeRun } from './whole-run';

const IDS = ['112A1', '112A2', '112A3', '112A4'];

function change(whole: WholeRun, at: number, to: (row: SampleRow) => SampleRow): WholeRun {
  return { ...whole, rows: whole.rows.with(at, to(whole.rows[at]!)) };
}

it('finds nothing changed in a run that was repeated', async () => {
  const first = await answeredRun(IDS);
  const second = await answeredRun(IDS, { id: 'run-2', createdAt: 5, appVersion: '9' });
  expect(compareOutputs(first, second)).toEqual({
    comparable: true,
    same: 4,
    changed: [],
    onlyInFirst: [],
    onlyInSecond: [],
  });
});

it('marks each item whose output or prediction changed', async () => {
  const first = await answeredRun(IDS);
  let second = change(first, 1, ([sample, text]) => [sample, { ...text, output: `${text.output} ` }]);
  second = change(second, 2, ([sample, text]) => [{ ...sample, prediction: null }, text]);
  second = change(second, 3, ([sample, text]) => [{ ...sample, failure: { code: 'unknown', details: {} } }, text]);
  const nothing = { prompt: false, output: false, prediction: false, failure: false, logprob: null };
  expect(compareOutputs(first, second)).toMatchObject({
    same: 1,
    changed: [
      { ...nothing, itemId: '112A2', indexes: [1, 1], output: true },
      { ...nothing, itemId: '112A3', prediction: true },
      { ...nothing, itemId: '112A4', failure: true },
    ],
  });
});

it('tells items that only one of them asked', async () => {
  const first = await answeredRun(IDS);
  const second = { ...first, rows: first.rows.slice(1) };
  expect(compareOutputs(first, second)).toMatchObject({ same: 3, onlyInFirst: ['112A1'], onlyInSecond: [] });
  expect(compareOutputs(second, first)).toMatchObject({ same: 3, onlyInFirst: [], onlyInSecond: ['112A1'] });
});

it('tells how far log-probabilities are apart where an answer changed', async () => {
  const first = await answeredRun(IDS, {}, lettering);
  const second = change(first, 0, ([sample, text]) => [
    { ...sample, prediction: [2] },
    { ...text, logprobs: [-1, -0.5, -0.25, -4, -5] },
  ]);
  expect(compareOutputs(first, second)).toMatchObject({ changed: [{ itemId: '112A1', logprob: 2.75 }] });
});

it('compares no runs that asked something else', async () => {
  const first = await answeredRun(IDS, {}, generating);
  const second = await answeredRun(IDS, {}, lettering);
  expect(compareOutputs(first, second)).toEqual({ comparable: false, because: 'protocol' });
});
