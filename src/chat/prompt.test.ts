import { expect, test } from 'vitest';
import type { AnswerState, Message } from '@/db/types';
import { promptFor } from './prompt';

const question = (id: string, parentId: string | null): Message => ({
  id,
  parentId,
  role: 'user',
  conversationId: 'c',
  text: `text of ${id}`,
  createdAt: 0,
});
const answer = (id: string, parentId: string, text: string, state: AnswerState = 'complete'): Message => ({
  id,
  parentId,
  role: 'assistant',
  conversationId: 'c',
  text,
  createdAt: 0,
  state,
  model: null,
  usage: null,
  failure: null,
});

test('the exchanges on the path come in turn, siblings off the path do not', () => {
  const messages = [
    question('q1', null),
    answer('a1', 'q1', 'one'),
    answer('other', 'q1', 'not on the path'),
    question('q2', 'a1'),
  ];
  expect(promptFor(messages, 'q2')).toEqual([
    { role: 'user', content: 'text of q1' },
    { role: 'assistant', content: 'one' },
    { role: 'user', content: 'text of q2' },
  ]);
});

test('an exchange without an answer is left out whole, so that the roles stay in turn', () => {
  const messages = [question('q1', null), answer('a1', 'q1', '', 'failed'), question('q2', 'a1')];
  expect(promptFor(messages, 'q2')).toEqual([{ role: 'user', content: 'text of q2' }]);
});

test('the text of a stopped answer is part of what was said', () => {
  const messages = [question('q1', null), answer('a1', 'q1', 'half', 'stopped'), question('q2', 'a1')];
  expect(promptFor(messages, 'q2').map((m) => m.content)).toEqual(['text of q1', 'half', 'text of q2']);
});
