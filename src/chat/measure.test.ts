import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChatMessage, TokenCounts } from '@/engine/types';
import { reserveFor } from '@/models/settings/reserve';
import { fitInto } from './fit';
import { type AnsweringModel, createMeasure } from './measure';
import { type Exchange, exchangesTo, promptFor } from './prompt';
import { answerTo, questionAfter } from './testing/rows';

/** A token a character, and four for each turn. */
function countingEngine() {
  const counted: string[] = [];
  return {
    counted,
    async countTokens(messages: ChatMessage[]): Promise<TokenCounts> {
      const turns = messages.filter(({ role }) => role !== 'system');
      counted.push(...turns.map(({ content }) => content));
      return { frame: 10, turns: turns.map(({ content }) => content.length + 4) };
    },
  };
}

const model = (id: string, contextWindow: number, maxTokens: number | null): AnsweringModel => ({
  ...{ id, name: id, contextWindow, maxTokens, systemPrompt: null },
  sampling: { temperature: 0, topP: 1 },
});

function said(lengths: readonly (readonly [number, number])[]): Exchange[] {
  const messages = lengths.flatMap(([asked, answered], at) => {
    const question = questionAfter(at === 0 ? null : `a${at - 1}`, { id: `q${at}`, text: 'q'.repeat(asked) });
    return [question, answerTo(question, { id: `a${at}`, text: 'a'.repeat(answered) })];
  });
  return exchangesTo(messages, messages.at(-1)?.id ?? null);
}

const length = fc.integer({ min: 1, max: 900 });
const asked = fc.record({
  exchanges: fc.array(fc.tuple(length, length), { maxLength: 40 }).map(said),
  questions: fc.array(fc.string({ maxLength: 1_200 }), { minLength: 1, maxLength: 4 }),
  contextWindow: fc.integer({ min: 256, max: 8_192 }),
  maxTokens: fc.option(fc.integer({ min: 1, max: 4_096 })),
});

test('counted bit by bit and kept, it is what counting everything at once gives', async () => {
  await fc.assert(
    fc.asyncProperty(asked, async ({ exchanges, questions, contextWindow, maxTokens }) => {
      const engine = countingEngine();
      const measure = createMeasure(engine);
      for (const [at, question] of questions.entries()) {
        // Another model counts in its own way.
        const answering = model(`m${at % 2}`, contextWindow, maxTokens);
        const counts = await engine.countTokens(promptFor(exchanges, question, null));
        const reserve = reserveFor(contextWindow, maxTokens);
        const fit = fitInto(counts, { contextWindow, reserve });
        expect(await measure(answering, exchanges, question)).toEqual({
          ...fit,
          ...{ contextWindow, reserve, frame: counts.frame, question: counts.turns.at(-1) },
          // The instructions are the template's own.
          tooLong: fit.fits ? null : 'question',
        });
      }
    }),
  );
});

test('of thousands of messages only those near the room are counted, and each once', async () => {
  const engine = countingEngine();
  const measure = createMeasure(engine);
  const exchanges = said(Array.from({ length: 2_500 }, () => [100, 300] as const));
  const small = model('m', 2_048, null);
  expect((await measure(small, exchanges, 'first')).leftOut).toBe(2_497);
  expect(engine.counted.length).toBeLessThan(40);
  engine.counted.length = 0;
  await measure(small, exchanges, 'second');
  expect(engine.counted).toEqual(['second']);
});
