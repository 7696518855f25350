import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderConversation } from '../../../model-config/models/template.ts';
import type { ChatMessage } from '../types';
import { countTokens } from './count-tokens';

const template = {
  turnStart: '<|im_start|>',
  headerEnd: '\n',
  turnEnd: '<|im_end|>\n',
  systemMessage: 'Be kind.',
  stopTokenIds: [2],
};
/** Where each character is a token, the counts must add up to the length of the text a model reads. */
const byCharacter = (text: string) => [...text];

const conversation = fc
  .record({
    system: fc.option(fc.string()),
    exchanges: fc.array(fc.tuple(fc.string(), fc.string())),
    question: fc.string(),
  })
  .map(({ system, exchanges, question }): ChatMessage[] => [
    ...(system === null ? [] : [{ role: 'system' as const, content: system }]),
    ...exchanges.flatMap(([asked, answered]): ChatMessage[] => [
      { role: 'user', content: asked },
      { role: 'assistant', content: answered },
    ]),
    { role: 'user', content: question },
  ]);

test('frame and turns together are the whole prompt', () => {
  fc.assert(
    fc.property(conversation, (messages) => {
      const { frame, turns } = countTokens(template, byCharacter, messages);
      const whole = [...renderConversation(template, messages)].length;
      expect(frame + turns.reduce((sum, each) => sum + each, 0)).toBe(whole);
    }),
  );
});

test('a turn takes what it takes wherever it stands, and a system message is part of the frame', () => {
  fc.assert(
    fc.property(conversation, (messages) => {
      const { frame, turns } = countTokens(template, byCharacter, messages);
      const last = countTokens(template, byCharacter, messages.slice(-1));
      expect(turns.at(-1)).toBe(last.turns[0]);
      const spoken = messages[0]!.role === 'system' ? [...messages[0]!.content].length : template.systemMessage.length;
      expect(frame - last.frame).toBe(spoken - template.systemMessage.length);
    }),
  );
});

test('signs that mean something to String.replace are counted as they are', () => {
  const counted = countTokens(template, byCharacter, [{ role: 'system', content: "$& $$ $'" }]);
  const plain = countTokens(template, byCharacter, [{ role: 'system', content: '12345678' }]);
  expect(counted).toEqual(plain);
});
