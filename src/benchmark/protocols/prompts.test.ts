import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chatMl } from '../../../model-config/prompt/testing/chat-ml.ts';
import { readOptionTexts } from '../reading/option-text';
import { itemOf } from '../testing/plans';
import { protocols } from './catalog';
import { predictLetters } from './letter-prediction';
import type { Protocol } from './protocol';
import { protocolHash } from './protocol-hash';
import { promptHash, renderPrompt } from './render-prompt';
import { renderTemplate, TemplateError } from './template';

const template = chatMl('You help.');
const DATE = Date.UTC(2026, 10, 30, 12);
const text = { question: 'Which?', options: ['one', ' two', 'three'] };
const raw: Protocol = { ...protocols[0]!, frame: 'raw', prompt: { en: '{{ question }}\n{{ options }}\n' } };
const rendered = (protocol: Protocol, changes = {}) =>
  renderPrompt({ protocol, text, language: 'en', optionOrder: [2, 0, 1], count: 1, template, date: DATE, ...changes });
const render = (...parts: Parameters<typeof rendered>) => rendered(...parts).text;

describe('a template', () => {
  test('takes its variables, and what is put in is never read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (question, options) => {
        const written = renderTemplate('Q {{question}} {{ options }}.', { question, options });
        expect(written).toBe(`Q ${question} ${options}.`);
      }),
      { examples: [['{{ options }} $& $1', '{{ question }}']] },
    );
  });

  test('names a variable that means nothing, and where it stands', () => {
    expect(() => renderTemplate('abc {{ answer }}', { question: '' })).toThrow(
      expect.objectContaining({ variable: 'answer', position: 4 }),
    );
    expect(() => renderTemplate('{{ constructor }}', {})).toThrow(TemplateError);
  });
});

describe('a prompt', () => {
  test('shows the options in the order of the run, each style in its own way', () => {
    expect(render(raw)).toBe('Which?\nA. three\nB. one\nC. two\n');
    // The published evaluator keeps the spaces of a set.
    expect(render({ ...raw, options: 'parenthesised-lines' })).toBe('Which?\n(A)three\n(B)one\n(C) two\n');
    expect(render({ ...raw, options: 'plain-comma' })).toBe('Which?\nthree,one, two\n');
  });

  test('stands in the turns of the model, with the system message of the protocol or of the model', () => {
    const chat: Protocol = { ...raw, frame: 'chat' };
    const [start, end] = ['<|im_start|>', '<|im_end|>\n'];
    const question = `${start}user\nWhich?\nA. three\nB. one\nC. two\n${end}${start}assistant\n`;
    expect(render(chat)).toBe(`${start}system\nYou help.${end}${question}`);
    expect(render({ ...chat, system: { en: 'Be brief.' } })).toBe(`${start}system\nBe brief.${end}${question}`);
  });

  test('is asked as a conversation, so that no item can write the marks of its turns, and as on the day of its run', () => {
    const chat: Protocol = { ...raw, frame: 'chat', system: { en: 'Be brief.' } };
    const dated = { ...template, source: `{{ strftime_now('%d %b %Y') }} ${template.source}` };
    expect(rendered(chat, { template: dated })).toEqual({
      input: {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Which?\nA. three\nB. one\nC. two\n' },
        ],
        date: DATE,
      },
      text: expect.stringMatching(/^30 Nov 2026 <\|im_start\|>system\nBe brief/),
    });
    expect(rendered(raw)).toEqual({ input: render(raw), text: render(raw) });
  });

  test('puts worked examples before the question in the same form', () => {
    const examples = { en: [{ question: 'First?', options: ['x', 'y'], answer: 'B' }] };
    expect(render({ ...raw, examples })).toBe('First?\nA. x\nB. y\nB\n\nWhich?\nA. three\nB. one\nC. two\n');
  });

  test('tells of each example how many of its options are right', () => {
    const counting: Protocol = {
      ...raw,
      prompt: { en: '{{ question }} ({{ count }} of {{ options }}) ' },
      options: 'plain-comma',
    };
    const example = { question: 'First?', options: ['x', 'y'], answer: 'x' };
    const examples = { en: [example, { ...example, answer: 'x,y', count: 2 }] };
    expect(render({ ...counting, examples }, { count: 3 })).toBe(
      'First? (1 of x,y) x\n\nFirst? (2 of x,y) x,y\n\nWhich? (3 of three,one, two) ',
    );
  });

  test('has the SHA-256 of its UTF-8', async () => {
    // NIST's example "abc".
    expect(await promptHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe("Hakui's own protocols", () => {
  test('write a prompt in both languages with every variable known', () => {
    const { texts } = itemOf('x');
    for (const protocol of protocols) {
      for (const language of ['ja', 'en'] as const) {
        const prompt = render(protocol, { text: texts[language], language, optionOrder: [0, 1, 2, 3, 4] });
        expect(prompt).toContain(texts[language]!.question);
        for (const option of texts[language]!.options) expect(prompt).toContain(option);
        expect(prompt).not.toMatch(/\{\{|\}\}/);
      }
    }
    expect(new Set(protocols.map(({ id }) => id)).size).toBe(protocols.length);
  });

  test('have a hash that the order of keys does not change and every setting does', async () => {
    const [letter] = protocols;
    const reversed = Object.fromEntries(Object.entries(letter!).reverse()) as unknown as Protocol;
    expect(await protocolHash(reversed)).toBe(await protocolHash(letter!));
    expect(await protocolHash({ ...letter!, version: 2 })).not.toBe(await protocolHash(letter!));
  });
});

describe('letters by likelihood', () => {
  test('are the likeliest as many as are asked for, by the publisher index', () => {
    expect(predictLetters([-3, -1, -2, -9, -8], [4, 3, 2, 1, 0], 1)).toEqual([3]);
    expect(predictLetters([-3, -1, -2, -9, -8], [4, 3, 2, 1, 0], 2)).toEqual([2, 3]);
    expect(predictLetters([-1, -1, Number.NEGATIVE_INFINITY], [0, 1, 2], 1)).toEqual([0]);
  });

  test('do not depend on the order in which the options were shown', () => {
    const logprobs = fc.uniqueArray(fc.double({ min: -50, max: 0, noNaN: true }), {
      minLength: 5,
      maxLength: 5,
      // 0 and -0 are equally likely: of two such the one shown first is taken.
      comparator: 'IsStrictlyEqual',
    });
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(logprobs, order, fc.integer({ min: 1, max: 3 }), (published, shown, count) => {
        const asShown = shown.map((option) => published[option]!);
        expect(predictLetters(asShown, shown, count)).toEqual(predictLetters(published, [0, 1, 2, 3, 4], count));
      }),
    );
  });
});

describe('option texts', () => {
  const options = ['糖尿病', '尿酸', 'Hormone therapy', 'Therapy', 'A, B and C'];
  test.each<[string, number[] | null]>([
    ['糖尿病', [0]],
    ['\n  糖尿病。\n理由は…', [0]],
    ['糖尿病、尿酸', [0, 1]],
    ['尿酸,糖尿病', [0, 1]],
    ['hormone  therapy.', [2]],
    ['C. Hormone therapy', [2]],
    ['(D) Therapy, (A) 糖尿病', [0, 3]],
    ['Ｔｈｅｒａｐｙ', [3]],
    ['A, B and C', [4]],
    ['糖尿', null],
    ['Hormone therapy is best', null],
    ['', null],
    ['none of them', null],
    ['Answer: Therapy', [3]],
    ['答えは「尿酸」です。', [1]],
    ['尿酸\n糖尿病', [0, 1]],
    ['- 尿酸\n- 糖尿病', [0, 1]],
    ['尿酸と糖尿病', [0, 1]],
    ['糖尿病尿酸', null],
  ])('%j', (output, expected) => {
    expect(readOptionTexts(output, options)).toEqual(expected);
  });

  test('options that begin like letters or hold one another are told apart', () => {
    expect(readOptionTexts('100', ['10', '0', '1000'])).toBeNull();
    expect(readOptionTexts('C. difficile', ['difficile', 'E. coli', 'C. difficile'])).toEqual([2]);
    expect(readOptionTexts('Aspirin, heparin', ['Aspirin', 'heparin', 'Aspirin, heparin'])).toEqual([2]);
  });

  test('any text is read to its end or not at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.string()), (output, texts) => {
        for (const index of readOptionTexts(output, texts) ?? []) expect(texts[index]).toBeDefined();
      }),
    );
  });
});
