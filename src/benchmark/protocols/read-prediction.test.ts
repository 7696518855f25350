import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { publishedAnswer, scorePaperExact } from '../scoring/paper-exact';
import { itemOf } from '../testing/plans';
import type { Gold } from '../types';
import { protocols } from './catalog';
import { readPrediction } from './read-prediction';

const options = ['虫垂炎', '胃炎', '腸炎', '肝炎', 'Ulcer, gastric'];
const byId = (id: string) => protocols.find((each) => each.id === id)!;
const published = byId('own-alpaca-shape');
const read = (output: string, gold: Gold, optionOrder = [0, 1, 2, 3, 4], protocol = published) =>
  readPrediction({ protocol, output, item: itemOf('x', { gold }), text: { question: '', options }, optionOrder });

describe('the response as published', () => {
  test('is the options most like it, as many as the question asks for', () => {
    expect(read('腸炎\n\n### 指示', { kind: 'all', options: [1] })).toEqual([2]);
    expect(read('肝炎,虫垂炎', { kind: 'all', options: [0, 1] })).toEqual([0, 3]);
    expect(read('肝炎', { kind: 'any', options: [0, 1] })).toEqual([3]);
    // The published answer of this gold has two parts.
    expect(read('Ulcer, gastric', { kind: 'all', options: [4] })).toEqual([4]);
  });

  test('is none where nothing is alike', () => {
    expect(read('', { kind: 'all', options: [1] })).toBeNull();
    expect(read('42', { kind: 'all', options: [1] })).toBeNull();
  });

  test('agrees with the metric of the paper wherever that can be', () => {
    const plain = ['虫垂炎', '胃炎', '腸炎', '肝炎', '潰瘍'];
    const output = fc.array(fc.constantFrom(...'虫垂胃腸肝潰瘍炎,. \n'), { minLength: 1 }).map((each) => each.join(''));
    const right = fc.subarray([0, 1, 2, 3, 4], { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(output, right, (text, chosen) => {
        const gold: Gold = { kind: 'all', options: chosen };
        const prediction = readPrediction({
          protocol: published,
          output: text,
          item: itemOf('x', { gold }),
          text: { question: '', options: plain },
          optionOrder: [0, 1, 2, 3, 4],
        });
        const score = scorePaperExact({ choices: plain, answer: publishedAnswer(plain, gold)!, output: text });
        if (prediction === null || 'error' in score) return;
        expect(prediction).toEqual(score.chosen.toSorted((a, b) => a - b));
      }),
    );
  });
});

test('whatever the order shown, a prediction is in the order of the publisher', () => {
  const order = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(order, fc.nat(4), (shown, position) => {
      const letter = 'ABCDE'[position]!;
      const gold: Gold = { kind: 'all', options: [0] };
      expect(read(`答え: ${letter}`, gold, shown, byId('reason-then-letter'))).toEqual([shown[position]]);
      expect(read(options[position]!, gold, shown, byId('option-text'))).toEqual([position]);
    }),
  );
});
