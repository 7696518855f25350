import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reserveFor } from '@/models/settings/reserve';
import { fitInto, whatIsTooLong } from './fit';

const tokens = fc.integer({ min: 0, max: 2_000 });
const conversation = fc.record({
  frame: tokens,
  turns: fc
    .tuple(fc.array(fc.tuple(tokens, tokens), { maxLength: 12 }), tokens)
    .map(([exchanges, question]) => [...exchanges.flat(), question]),
});
const room = fc
  .tuple(fc.integer({ min: 512, max: 8_192 }), fc.option(fc.integer({ min: 1, max: 8_192 })))
  .map(([contextWindow, maxTokens]) => ({ contextWindow, reserve: reserveFor(contextWindow, maxTokens) }));

const sum = (counts: readonly number[]) => counts.reduce((total, each) => total + each, 0);

test('what is read never exceeds the context, and leaves the room for the answer', () => {
  fc.assert(
    fc.property(conversation, room, (asked, { contextWindow, reserve }) => {
      const { promptTokens, fits } = fitInto(asked, { contextWindow, reserve });
      expect(fits).toBe(promptTokens + reserve <= contextWindow);
    }),
  );
});

test('the oldest exchanges leave, whole; the frame and the question stay', () => {
  fc.assert(
    fc.property(conversation, room, (asked, where) => {
      const { leftOut, promptTokens } = fitInto(asked, where);
      expect(leftOut).toBeLessThanOrEqual((asked.turns.length - 1) / 2);
      expect(promptTokens).toBe(asked.frame + sum(asked.turns.slice(2 * leftOut)));
      expect(promptTokens).toBeGreaterThanOrEqual(asked.frame + asked.turns.at(-1)!);
    }),
  );
});

test('no more leave than must: with one exchange more it would not fit', () => {
  fc.assert(
    fc.property(conversation, room, (asked, where) => {
      const { leftOut } = fitInto(asked, where);
      if (leftOut === 0) return;
      const oneMore = asked.frame + sum(asked.turns.slice(2 * (leftOut - 1)));
      expect(oneMore + where.reserve).toBeGreaterThan(where.contextWindow);
    }),
  );
});

test('it does not fit only where the question alone does not', () => {
  fc.assert(
    fc.property(conversation, room, (asked, where) => {
      const alone = asked.frame + asked.turns.at(-1)! + where.reserve;
      expect(fitInto(asked, where).fits).toBe(alone <= where.contextWindow);
    }),
  );
});

test.each([
  [4_096, null, 1_024],
  [512, null, 128],
  [4_096, 256, 256],
  [4_096, 1, 64],
  [512, 4_096, 256],
])('of %i tokens, with answers of %s at most, %i are kept', (contextWindow, maxTokens, expected) => {
  expect(reserveFor(contextWindow, maxTokens)).toBe(expected);
});

test.each([
  ['question', 10, 500, true],
  ['question', 500, 500, false],
  ['instructions', 500, 10, true],
  ['both', 500, 500, true],
  ['together', 250, 250, true],
] as const)(
  'what is to be shortened: %s, of %i tokens of instructions and %i of question',
  (what, frame, question, own) => {
    const room = { contextWindow: 512, reserve: 128 };
    expect(whatIsTooLong({ frame, question, ownInstructions: own }, room)).toBe(what);
  },
);

test('whoever shortens what is named has room', () => {
  fc.assert(
    fc.property(tokens, tokens, room, (frame, question, where) => {
      fc.pre(frame + question + where.reserve > where.contextWindow);
      const what = whatIsTooLong({ frame, question, ownInstructions: true }, where);
      const room = where.contextWindow - where.reserve;
      if (what === 'question') expect(frame).toBeLessThan(room);
      if (what === 'instructions') expect(question).toBeLessThan(room);
      if (what === 'together') expect(Math.max(frame, question)).toBeLessThan(room);
    }),
  );
});
