import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Gold, Item } from '../types';
import { isOfficiallyRight, noItems, type OfficialTally, officialScore, tally } from './official';
import { igakuQa, itWith, needsIgakuQa, needsPython, runPython } from './testing/needs';

const gold = (problem_id: string, ...answer: string[]) => ({ problem_id, answer });

it('wants exactly the right letters, in any order', () => {
  const two = gold('112A5', 'b', 'd');
  expect(isOfficiallyRight(two, 'b,d')).toBe(true);
  expect(isOfficiallyRight(two, 'd,b')).toBe(true);
  for (const wrong of ['b', 'b,c', 'b,d,e', 'b,d,d', 'b, d', 'bd', '', 'B,D']) {
    expect(isOfficiallyRight(two, wrong), wrong).toBe(false);
  }
});

it('compares numbers as text', () => {
  expect(isOfficiallyRight(gold('113F84', '7.20'), '7.20')).toBe(true);
  expect(isOfficiallyRight(gold('113F84', '7.20'), '7.2')).toBe(false);
});

it('knows the two items that the ministry ruled on', () => {
  const either = gold('112B30', 'a or d');
  for (const right of ['a', 'd', 'a or d']) expect(isOfficiallyRight(either, right)).toBe(true);
  for (const wrong of ['a,d', 'b', '']) expect(isOfficiallyRight(either, wrong)).toBe(false);
  expect(isOfficiallyRight(gold('116A71', 'c'), 'b')).toBe(true);
  expect(isOfficiallyRight(gold('116A71', 'c'), null)).toBe(true);
});

it('counts an item that was not answered as wrong', () => {
  expect(isOfficiallyRight(gold('112A1', 'e'), null)).toBe(false);
});

interface GoldLine {
  problem_id: string;
  answer: string[];
  points: string;
}
const readLines = <T>(file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

itWith([needsIgakuQa, needsPython], 'scores all predictions of IgakuQA as a Python reading of its rule does', () => {
  const folder = join(igakuQa, 'baseline_results');
  const names = readdirSync(folder, { encoding: 'utf8', recursive: true }).filter((name) => name.endsWith('.jsonl'));
  const predictionFiles = names.map((name) => join(folder, name));
  expect(predictionFiles.length).toBeGreaterThanOrEqual(48);
  const pairs = predictionFiles.map((file) => {
    const [block] = basename(file).split('_');
    return [join(igakuQa, basename(dirname(file)), `${block}.jsonl`), file] as const;
  });
  const printed = runPython('official_rule.py', pairs.flat()).trimEnd().split('\n');
  const expected = printed.map((line) => JSON.parse(line) as OfficialTally);
  const ours = pairs.map(([goldFile, file]) => {
    const lines = readLines<{ problem_id: string; prediction: string }>(file);
    const predictions = new Map(lines.map(({ problem_id, prediction }) => [problem_id, prediction]));
    return readLines<GoldLine>(goldFile).reduce((sum, { points, ...item }) => {
      const right = isOfficiallyRight(item, predictions.get(item.problem_id) ?? null);
      return tally(sum, right, Number(points));
    }, noItems);
  });
  expect(ours).toEqual(expected);
  expect(ours.reduce((sum, { items }) => sum + items, 0)).toBeGreaterThanOrEqual(3200);
});

const letters = (options: readonly number[]) => options.map((index) => 'abcdefgh'[index]!);
const indexes = fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 4 });
const ascending = (options: readonly number[]) => options.toSorted((a, b) => a - b);

const caseOfOurs = fc.oneof(
  fc.tuple(indexes, indexes).map(([right, chosen]) => ({ id: '112A1', kind: 'all' as const, right, chosen })),
  // Chosen right, in another order.
  indexes.chain((right) =>
    fc
      .shuffledSubarray(right, { minLength: right.length })
      .map((chosen) => ({ id: '112A1', kind: 'all' as const, right, chosen })),
  ),
  indexes.map((chosen) => ({ id: '112B30', kind: 'any' as const, right: [0, 3], chosen })),
  fc.tuple(indexes, indexes).map(([right, chosen]) => ({ id: '116A71', kind: 'all' as const, right, chosen })),
);

it('says the same of options as of letters', () => {
  fc.assert(
    fc.property(caseOfOurs, ({ id, kind, right, chosen }) => {
      const answer = kind === 'any' ? ['a or d'] : letters(right);
      const byLetters = isOfficiallyRight(gold(id, ...answer), letters(chosen).join(','));
      return officialScore({ id, gold: { kind, options: ascending(right) } }, chosen) === (byLetters ? 1 : 0);
    }),
    { numRuns: 1000 },
  );
});

it('does not depend on the order of the options', () => {
  const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 });
  fc.assert(
    fc.property(caseOfOurs, order, ({ id, kind, right, chosen }, places) => {
      const before: Pick<Item, 'id' | 'gold'> = { id, gold: { kind, options: ascending(right) } };
      const moved = (options: readonly number[]) => options.map((index) => places[index]!);
      const after: Pick<Item, 'id' | 'gold'> = { id, gold: { kind, options: ascending(moved(right)) } };
      return officialScore(after, moved(chosen)) === officialScore(before, chosen);
    }),
    { numRuns: 1000 },
  );
});

it('compares a number with a number only', () => {
  const number: Gold = { kind: 'value', value: '26' };
  expect(officialScore({ id: '112C66', gold: number }, '26')).toBe(1);
  expect(officialScore({ id: '112C66', gold: number }, '26.0')).toBe(0);
  expect(officialScore({ id: '112C66', gold: number }, [0])).toBe(0);
  expect(officialScore({ id: '112C66', gold: number }, null)).toBe(0);
  expect(officialScore({ id: '112A1', gold: { kind: 'all', options: [0] } }, 'a')).toBe(0);
});
