import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scorePaperExact } from '../scoring/paper-exact';
import { harnessFile } from './harness-jsonl';
import { scoredRun, withFailure } from './testing/answered-by';
import { answeredRun, itemsOf, lettering } from './testing/whole-runs';

/** The fields that its `evaluate` reads. */
interface Line {
  problem_id: string;
  choices: string[];
  answer: string;
  response: string;
}

const linesOf = async (blob: Blob): Promise<Line[]> =>
  (await blob.text())
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

const output = fc.oneof(fc.constantFrom('い', 'に。', '=ほ\nbecause', 'ろ, は', ''), fc.string({ unit: 'grapheme' }));

it('scores again to the same figures', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(output, { minLength: 1, maxLength: 12 }), async (outputs) => {
      const whole = await scoredRun(outputs);
      const { blob, leftOut } = await harnessFile(whole);
      const again = (await linesOf(blob)).map(({ choices, answer, response }) => {
        const score = scorePaperExact({ choices, answer, output: response });
        return [score.exact, 'error' in score ? 0 : score.match];
      });
      expect(again).toEqual(whole.rows.map(([{ scores }]) => [scores.paperExact, scores.paperGestalt]));
      expect(leftOut).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

it('is called as the script looks for it', async () => {
  const { name } = await harnessFile(await scoredRun(['い']));
  expect(name).toBe('tiny-IgakuQA_2018-test-generate-noshuffle.jsonl');
});

it('leaves out what the script has no answer for, and tells it', async () => {
  const { blob, leftOut } = await harnessFile(withFailure(await scoredRun(['い', 'に', 'ほ'])));
  expect((await linesOf(blob)).map((line) => line.problem_id)).toEqual(['112B1', '112B2']);
  expect(leftOut).toEqual(['112B3']);
});

it('has nothing to write of letters', async () => {
  const { run, rows } = await answeredRun(['112A1'], {}, lettering);
  await expect(harnessFile({ run, rows, items: itemsOf(['112A1']) })).rejects.toMatchObject({ code: 'no-text' });
});

it('names an item that the data set lacks', async () => {
  const { run, rows } = await answeredRun(['112A1']);
  const missing = harnessFile({ run, rows, items: new Map() });
  await expect(missing).rejects.toMatchObject({ code: 'item-missing', details: { item: '112A1' } });
});
