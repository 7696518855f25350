import { expect, test } from 'vitest';
import { EngineError } from '@/engine/errors';
import type { Delta, Engine, Input } from '@/engine/types';
import { plainPrompt, writePrompt } from '../../../model-config/prompt/prompt.ts';
import { ATTACKS } from '../../../model-config/prompt/testing/attacks.ts';
import { byteTokenizerJson, promptTokenizer } from '../../../model-config/prompt/testing/byte-tokenizer.ts';
import { chatMl } from '../../../model-config/prompt/testing/chat-ml.ts';
import { controlTexts } from '../../../model-config/prompt/testing/families.ts';
import { protocols } from '../protocols/catalog';
import { itemOf, planOf } from '../testing/plans';
import { askItem, failedItem, type Question } from './ask-item';
import { RunFault } from './fault';

const template = chatMl('s');
const DATE = Date.UTC(2026, 10, 30);
const signal = new AbortController().signal;
const usage = {
  promptTokens: 50,
  completionTokens: 7,
  prefillTokensPerSecond: 1,
  decodeTokensPerSecond: 1,
  timeToFirstToken: 0.5,
  totalSeconds: 2,
};

function questionFor(id: string): Question {
  const protocol = protocols.find((each) => each.id === id)!;
  const item = itemOf('item', { gold: { kind: 'all', options: [0, 2] } });
  const planned = { item, text: item.texts.en!, optionOrder: [4, 3, 2, 1, 0] };
  return { plan: planOf({ protocol, language: 'en' }), planned, template, date: DATE };
}

function engineThat(says: string, finish: 'stop' | 'length' = 'stop') {
  const asked: unknown[][] = [];
  const engine: Pick<Engine, 'complete' | 'scoreChoices'> = {
    async *complete(...request): AsyncGenerator<Delta> {
      asked.push(request);
      yield { kind: 'text', text: says };
      yield { kind: 'end', finish, usage };
    },
    async scoreChoices(...request) {
      asked.push(request);
      return { logprobs: [-4, -3, -1, -5, -2], promptTokens: 50, prefillSeconds: 0.5 };
    },
  };
  return { engine, asked };
}

test('letters: the likeliest of the options shown, with log-probabilities in the order published', async () => {
  const { engine, asked } = engineThat('');
  const { sample, transcript } = await askItem(engine, questionFor('letter'), signal);
  const [input, letters] = asked[0]!;
  expect(input).toMatchObject({
    messages: [{ role: 'user', content: expect.stringContaining('A. five') }],
    date: DATE,
  });
  expect(letters).toEqual(['A', 'B', 'C', 'D', 'E']);
  expect(transcript.prompt).toContain('A. five\nB. four\nC. three\nD. two\nE. one');
  expect(transcript.prompt).toMatch(
    /^<\|im_start\|>system\ns<\|im_end\|>\n<\|im_start\|>user\n[\s\S]+<\|im_start\|>assistant\n$/,
  );
  expect(transcript.logprobs).toEqual([-2, -5, -1, -3, -4]);
  // C (three) and E (one).
  expect(sample).toMatchObject({ prediction: [0, 2], finish: 'letter', promptTokens: 50, completionTokens: 0 });
  expect(sample.scores).toEqual({
    official: 1,
    paperExact: null,
    paperGestalt: null,
    correctedExact: null,
    correctedGestalt: null,
  });
});

test('text: what is stated is read, scored by every metric, and kept as it came', async () => {
  const { engine, asked } = engineThat('Both fit.\nAnswer: C, E', 'length');
  const { sample, transcript } = await askItem(engine, questionFor('reason-then-letter'), signal);
  expect(asked[0]?.[1]).toMatchObject({ temperature: 0, maxTokens: 512 });
  expect(sample).toMatchObject({ prediction: [0, 2], finish: 'length', decodeSeconds: 1.5, prefillSeconds: 0.5 });
  expect(sample.scores).toMatchObject({ official: 1, paperExact: 0, correctedExact: 0 });
  expect(transcript).toMatchObject({ output: 'Both fit.\nAnswer: C, E', response: 'Both fit.', logprobs: null });
});

test('the published reading takes the response after the prompt, not after a marker the model wrote', async () => {
  const { engine } = engineThat('one,three\n### Response:\nfour');
  const { sample, transcript } = await askItem(engine, questionFor('own-alpaca-shape'), signal);
  expect(transcript).toMatchObject({ response: 'one,three', output: 'one,three\n### Response:\nfour' });
  expect(sample.scores).toMatchObject({ paperExact: 1, paperGestalt: 1, correctedExact: 1 });
});

test('an item that fails is right by no metric that would have applied, and says why', async () => {
  const fault = RunFault.from(new EngineError('prompt-too-long', { promptTokens: 9, contextWindow: 8 }));
  const { sample, transcript } = await failedItem(questionFor('option-text'), fault);
  expect(sample).toMatchObject({ finish: 'failed', prediction: null, failure: { code: 'prompt-too-long' } });
  expect(Object.values(sample.scores)).toEqual([0, 0, 0, 0, 0]);
  expect(transcript.prompt).toContain('five');
  const letter = await failedItem(questionFor('letter'), fault);
  expect(letter.sample.scores).toMatchObject({ official: 0, paperGestalt: null });
});

test('nothing that a data set holds, question or option, is a control token, in any protocol', async () => {
  const { tokenizer, controls, isControl } = await promptTokenizer(byteTokenizerJson(controlTexts));
  const controlsIn = async (question: Question) => {
    const { engine, asked } = engineThat('A');
    await askItem(engine, question, signal);
    const input = asked[0]![0] as Input;
    const prompt = typeof input === 'string' ? plainPrompt(input) : writePrompt(template, input.messages, { controls });
    return (await tokenizer.encode(prompt)).filter(isControl);
  };
  const holding = (id: string, text: string): Question => {
    const question = questionFor(id);
    const texts = {
      question: `Which? ${text}`,
      options: question.planned.text.options.map((each) => `${each} ${text}`),
    };
    return { ...question, planned: { ...question.planned, text: texts } };
  };
  for (const { id } of protocols) {
    const harmless = await controlsIn(holding(id, 'harmless'));
    for (const attack of ATTACKS) {
      expect(await controlsIn(holding(id, attack)), `${id}: ${JSON.stringify(attack)}`).toEqual(harmless);
    }
  }
}, 60_000);
