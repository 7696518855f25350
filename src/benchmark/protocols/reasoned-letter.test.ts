import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLetters } from './reasoned-letter';

/** What an answer says, and the letters a careful reader takes of it. */
const ANSWERS: [string, string | null][] = [
  ['C', 'C'],
  ['c', 'C'],
  ['(B)', 'B'],
  ['**D**', 'D'],
  ['Ｅ', 'E'],
  ['Ⓑ', 'B'],
  ['B.', 'B'],
  ['A, C', 'AC'],
  ['AとD', 'AD'],
  ['A、E', 'AE'],
  ['B. Hormone therapy', 'B'],
  ['D) 浣腸', 'D'],
  ['Answer: C', 'C'],
  ['answer: c', 'C'],
  ['Answer: **(B)**', 'B'],
  ['The answer is D.', 'D'],
  ['The correct answer is (E), because the others are wrong.', 'E'],
  ['Therefore, the correct option is B', 'B'],
  ['The answers are A and D.', 'AD'],
  ['The correct answers are: B, C', 'BC'],
  ['The answer is A because it lowers pressure.', 'A'],
  ['The final answer is: C\n', 'C'],
  ['I would choose option B.', 'B'],
  ['B is the correct answer.', 'B'],
  ['Both B and D are correct.', 'BD'],
  ['A raises it. B lowers it.\n\nThe answer is B.', 'B'],
  ['First I think the answer is A. But it is not typical. So the answer is C.', 'C'],
  ['The answer is not B. The answer is D.', 'D'],
  ['答えは c', 'C'],
  ['答え：c', 'C'],
  ['答え: Ｃ です。', 'C'],
  ['答えはCです。', 'C'],
  ['正解は b と d', 'BD'],
  ['正解は「B」です。', 'B'],
  ['【答え】\n正解は(A)である。', 'A'],
  ['選択肢はA、C', 'AC'],
  ['正しいのはEである。', 'E'],
  ['したがって、Dが正解です。', 'D'],
  ['以上よりAとEを選ぶ。', 'AE'],
  ['Aは誤りである。Bは正しくない。よって正解はC。', 'C'],
  ['答えはAではなくBです。正解はB。', 'B'],
  ['最も適切な選択肢は D です。', 'D'],
  ['回答：A,C', 'AC'],
  ['解答: **B**\n解説: Aは過剰である。', 'B'],
  ['考えると、Aは合わない。Cも合わない。\nB', 'B'],
  ['B\n\nBは心拍数を下げる。', 'B'],
  // Nothing is stated.
  ['', null],
  ['I am not sure.', null],
  ['A is not correct.', null],
  ['A patient with fever should rest.', null],
  ['The answer is a disease of the heart.', null],
  ['Answer: A patient needs rest.', null],
  ['The answer is not B.', null],
  ['aは誤りである。', null],
  ['Aが正しいとは言えない。', null],
  ['答えはAではない。', null],
  ['Vitamin C lowers it.', null],
  ['肝炎ウイルスBの検査を行う。', null],
  ['わかりません。', null],
  ['Hormone therapy', null],
  // Beyond the options.
  ['G', null],
  ['答えはHです。', null],
  ['The answer is F or none.', null],
  ["It's a case of I. The answer's unclear.", null],
];

describe('the letters of an answer', () => {
  test.each(ANSWERS)('%j → %s', (output, letters) => {
    const expected = letters === null ? null : [...letters].map((letter) => letter.charCodeAt(0) - 65);
    expect(readLetters(output, 5)).toEqual(expected);
  });
});

test('any text gives nothing or different options that there are, in order', () => {
  const words = fc.constantFrom(
    'A',
    'b',
    'C',
    'answer is ',
    '答えは',
    '正解',
    'と',
    ', ',
    '(',
    ')',
    '**',
    '\n',
    'not ',
    'Ｄ',
    ' ',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(words).map((each) => each.join('')),
  );
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 10 }), (output, count) => {
      const letters = readLetters(output, count);
      if (letters === null) return;
      expect(letters.length).toBeGreaterThan(0);
      expect(letters).toEqual([...new Set(letters)].toSorted((a, b) => a - b));
      for (const letter of letters) expect(letter).toBeLessThan(count);
    }),
    { numRuns: 500 },
  );
});
