import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ControlTokens } from './control-tokens.ts';
import { countsOf } from './counts.ts';
import { writePrompt } from './prompt.ts';
import { chatMl } from './testing/chat-ml.ts';
import { controlTexts, families, TODAY } from './testing/families.ts';
import type { Turn } from './turn.ts';

const controls = new ControlTokens(controlTexts.map((content, id) => ({ id, content, special: true })));
/** Where each character is a token and each control token one, counts are easily told. */
const lengthOf = (text: string) => text.length;

function counted(source: string, tokens: Record<string, string>, turns: Turn[]) {
  const prompt = writePrompt({ source, tokens, stopTokenIds: [0], beginTokenId: null }, turns, {
    controls,
    now: TODAY,
  });
  const total = prompt.pieces.reduce((sum, { text, control }) => sum + (control ? 1 : text.length), 0);
  return { total, ...countsOf(prompt, turns, total, lengthOf) };
}

const conversation = fc
  .record({
    system: fc.option(fc.string()),
    exchanges: fc.array(fc.tuple(fc.string(), fc.string())),
    question: fc.string(),
  })
  .map(({ system, exchanges, question }): Turn[] => [
    ...(system === null ? [] : [{ role: 'system' as const, content: system }]),
    ...exchanges.flatMap(([asked, answered]): Turn[] => [
      { role: 'user', content: asked },
      { role: 'assistant', content: answered },
    ]),
    { role: 'user', content: `${question}?` },
  ]);

test('frame and turns together are the whole prompt, in any family', () => {
  fc.assert(
    fc.property(conversation, fc.constantFrom(...families), (turns, { source, tokens = {} }) => {
      const { total, frame, turns: counts } = counted(source, tokens, turns);
      expect(frame + counts.reduce((sum, each) => sum + each, 0)).toBe(total);
      expect(counts).toHaveLength(turns.filter(({ role }) => role !== 'system').length);
    }),
  );
}, 60_000);

test('a turn has its text and the marks around it; what opens the answer is part of the frame', () => {
  const { source } = chatMl('Be kind.');
  const turns: Turn[] = [
    { role: 'user', content: '12345' },
    { role: 'assistant', content: '123' },
    { role: 'user', content: '1' },
  ];
  // "user\n" and the text, its two marks and the line end.
  expect(counted(source, {}, turns).turns).toEqual([5 + 5 + 3, 10 + 3 + 3, 5 + 1 + 3]);
  const whole = counted(source, {}, turns);
  const last = counted(source, {}, turns.slice(-1));
  expect(last).toMatchObject({ frame: whole.frame, turns: whole.turns.slice(-1) });
});
