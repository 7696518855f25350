import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type PublishedItem, publishedAnswer, scorePaperExact } from './paper-exact';
import { goldenMetrics, itWith, needsGoldenMetrics } from './testing/needs';

const OPTIONS = ['Appendicitis', 'Ileus', 'Acute cholecystitis.', 'Ulcer, gastric', 'Gastritis'];
const score = (answer: string, output: string, choices = OPTIONS) => scorePaperExact({ choices, answer, output });

interface GoldenLine extends PublishedItem {
  id: string;
  lang: string;
  /** Not of an item on which the published script fails. */
  gestalt?: number[];
}

itWith([needsGoldenMetrics], "gives CPython's figures for every golden item", () => {
  const lines = readFileSync(goldenMetrics, 'utf8').trimEnd().split('\n');
  expect(lines.length).toBeGreaterThanOrEqual(2316);
  let furthest = 0;
  for (const line of lines) {
    const { id, lang, choices, answer, output, gestalt, ...expected } = JSON.parse(line) as GoldenLine;
    const ours = scorePaperExact({ choices, answer, output });
    // Without `exact` where the script fails, and without the ratios, which may differ in the last place.
    const { response } = ours;
    const figures = 'error' in ours ? { error: true } : { exact: ours.exact, match: ours.match };
    expect({ response, ...figures }, `${id} ${lang}`).toEqual(expected);
    const ratios = 'error' in ours ? undefined : ours.gestalt;
    expect(ratios?.length).toBe(gestalt?.length);
    ratios?.forEach((ratio, i) => {
      furthest = Math.max(furthest, Math.abs(ratio - gestalt![i]!));
    });
  }
  expect(furthest).toBeLessThanOrEqual(1e-12);
});

it('scores a plain item', () => {
  expect(score('Ileus', 'Ileus')).toMatchObject({ response: 'Ileus', exact: 1, match: 1, chosen: [1] });
  expect(score('Ileus', 'ileus?')).toMatchObject({ exact: 0, match: 1 });
  expect(score('Ileus', 'Gastritis')).toMatchObject({ exact: 0, match: 0, chosen: [4] });
});

it('takes as many options as the answer has, in any order', () => {
  expect(score('Appendicitis,Ileus', 'Ileus,Appendicitis')).toMatchObject({ exact: 0, match: 1 });
});

it('does not find an option with a full stop wholly alike', () => {
  const result = score('Acute cholecystitis.', 'Acute cholecystitis.');
  expect(result).toMatchObject({ response: 'Acute cholecystitis.', exact: 1, match: 1 });
  expect('gestalt' in result && result.gestalt[2]).toBe(38 / 39);
});

it('takes a decimal point for a full stop', () => {
  expect(score('1.5 mg', '15 mg', ['1.5 mg', '15 mg'])).toMatchObject({ exact: 1, match: 0 });
});

it('takes a comma within an option for two answers, which cannot match', () => {
  expect(score('Ulcer, gastric', 'Ulcer, gastric')).toMatchObject({ exact: 1, match: 0 });
});

it('fails where there are more answers than options, after it has counted the exact match', () => {
  const long = 'a, b, c, d, e, f';
  expect(score(long, long)).toEqual({ response: long, error: true, exact: 1 });
  expect(score(long, 'a')).toEqual({ response: 'a', error: true, exact: 0 });
  expect(score('', 'a', [])).toEqual({ response: 'a', error: true, exact: 0 });
});

it('takes the first option where nothing is alike', () => {
  expect(score('Appendicitis', '')).toMatchObject({ exact: 0, match: 1, gestalt: [0, 0, 0, 0, 0] });
});

it('stays in step where options have one text', () => {
  const text = fc.constantFrom('a', 'b', 'ab', 'a.', 'ba');
  const choices = fc.array(text, { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(choices, fc.nat(5), text, (options, count, output) => {
      const answer = options.slice(0, count + 1).join(',');
      const result = scorePaperExact({ choices: options, answer, output });
      if ('error' in result) return false;
      // Every option taken has the ratio of the best that was left.
      const left = [...result.gestalt];
      return result.chosen.every((index) => {
        const best = Math.max(...left);
        left[index] = -1;
        return result.gestalt[index] === best;
      });
    }),
  );
});

it("makes the published answer of a gold, which has no words for 'either'", () => {
  expect(publishedAnswer(OPTIONS, { kind: 'all', options: [0, 3] })).toBe('Appendicitis,Ulcer, gastric');
  expect(publishedAnswer([], { kind: 'value', value: '7.20' })).toBe('7.20');
  expect(publishedAnswer(OPTIONS, { kind: 'any', options: [0, 3] })).toBeNull();
});
