import fc from 'fast-check';
import { expect, it } from 'vitest';
import { strip } from './python-text';
import { sequenceRatio } from './sequence-ratio';
import { itWith, needsPython, runPython } from './testing/needs';

it('knows the ends of its scale', () => {
  expect(sequenceRatio('', '')).toBe(1);
  expect(sequenceRatio('a', '')).toBe(0);
  expect(sequenceRatio('', 'a')).toBe(0);
  expect(sequenceRatio('abc', 'xyz')).toBe(0);
  expect(sequenceRatio('虫垂炎', '虫垂炎')).toBe(1);
});

// From difflib's documentation and from CPython 3.11.
it.each([
  [' abcd', 'abcd abcd', 10 / 14],
  ['abcd', 'bcde', 0.75],
  ['tide', 'diet', 0.25],
  ['diet', 'tide', 0.5],
  ['private Thread currentThread;', 'private volatile Thread currentThread;', 58 / 67],
])('%j, %j', (a, b, ratio) => {
  expect(sequenceRatio(a, b)).toBe(ratio);
});

it('counts characters, not the halves of which UTF-16 makes them', () => {
  expect(sequenceRatio('𠮟る', '叱る')).toBe(0.5);
  // 𠮟 and 𠮷 begin with the same half.
  expect(sequenceRatio('𠮟', '𠮷')).toBe(0);
});

it('finds no run that begins at a frequent character from 200 characters on', () => {
  const text = 'ab'.repeat(99);
  expect(sequenceRatio(`x${text}`, `y${text}`)).toBe(198 / 199);
  expect(sequenceRatio(`x${text}a`, `y${text}a`)).toBe(0);
  expect(sequenceRatio(`x${text}a`, `y${text}a`, { autojunk: false })).toBe(199 / 200);
  // Such a run at the very beginning is still met.
  expect(sequenceRatio(`${text}ax`, `${text}ay`)).toBe(199 / 200);
});

it('is 1 for a text and itself, and within 0 and 1 for all', () => {
  const text = fc.string({ unit: 'binary', maxLength: 300 });
  fc.assert(fc.property(text, (a) => sequenceRatio(a, a, { autojunk: false }) === 1));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const ratio = sequenceRatio(a, b);
      return ratio >= 0 && ratio <= 1;
    }),
  );
});

/** Of few characters, so that runs repeat, and of many; beyond UTF-16's single units, and beyond autojunk's threshold. */
const UNITS = [
  'ab',
  'abc',
  'あいう',
  'a\u{20b9f}',
  'etaoin shrdlu',
  'がくいしゃ病院の医師。、',
  '\u{1f3e5}\u{1f489}\u{20bb7}a',
];
const LENGTHS = [0, 1, 5, 40, 150, 199, 200, 201, 260, 420, 1100];

const randomText = fc
  .tuple(fc.constantFrom(...UNITS), fc.constantFrom(...LENGTHS))
  .chain(([units, maxLength]) => fc.string({ unit: fc.constantFrom(...units), minLength: maxLength >> 1, maxLength }));
/** Two texts that share much: one with a piece cut out and another put in. */
const edited = fc
  .tuple(randomText, randomText, fc.nat(1100), fc.nat(60))
  .map(([text, piece, at, cut]) => [text, [...text].toSpliced(at, cut, ...piece).join('')] as const);
const anyText = fc.string({ unit: 'binary', maxLength: 260 });
const spaced = fc.string({
  unit: fc.constantFrom(
    ...' \t\n\v\f\r\x1b\x1c\x1f\x85\xa0\u1680\u180e\u2003\u200b\u2028\u2029\u202f\u205f\u3000\ufeffa。',
  ),
  maxLength: 12,
});

itWith([needsPython], "is what this machine's Python computes, bit for bit", () => {
  const pairs = [
    ...fc.sample(fc.tuple(randomText, randomText), 1500),
    ...fc.sample(edited, 1500),
    ...fc.sample(fc.tuple(anyText, anyText), 500),
    ...fc.sample(fc.tuple(spaced, spaced), 500),
  ];
  expect(pairs.filter(([, b]) => [...b].length >= 200).length).toBeGreaterThan(500);
  const printed = runPython('difflib_ratio.py', [], pairs.map((pair) => `${JSON.stringify(pair)}\n`).join(''));
  const expected = printed
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as [number, number, string]);
  expect(expected).toHaveLength(pairs.length);
  const wrong = pairs.flatMap(([a, b], i) => {
    const ours = [sequenceRatio(a, b), sequenceRatio(a, b, { autojunk: false }), strip(a)];
    return ours.every((each, k) => each === expected[i]![k]) ? [] : [{ a, b, ours, python: expected[i] }];
  });
  expect(wrong).toEqual([]);
});
