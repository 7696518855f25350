import { expect, test } from 'vitest';
import type { Answer, AnswerState, Message } from '@/db/types';
import { exchangesTo, promptFor, readingStart } from './prompt';

const question = (id: string, parentId: string | null): Message => ({
  id,
  parentId,
  role: 'user',
  conversationId: 'c',
  text: `text of ${id}`,
  createdAt: 0,
});
const answer = (id: string, parentId: string, text: string, state: AnswerState = 'complete'): Answer => ({
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

const said = (messages: Message[], answerId: string | null) =>
  exchangesTo(messages, answerId).map((exchange) => [exchange.question.text, exchange.answer.text]);

test('the exchanges on the path come in turn, siblings off the path do not', () => {
  const messages = [
    question('q1', null),
    answer('a1', 'q1', 'one'),
    answer('other', 'q1', 'not on the path'),
    question('q2', 'a1'),
    answer('a2', 'q2', 'two'),
  ];
  expect(said(messages, 'a2')).toEqual([
    ['text of q1', 'one'],
    ['text of q2', 'two'],
  ]);
  expect(said(messages, null)).toEqual([]);
});

test('an exchange without an answer is left out whole, so that the roles stay in turn', () => {
  const messages = [
    question('q1', null),
    answer('a1', 'q1', '', 'failed'),
    question('q2', 'a1'),
    answer('a2', 'q2', 'two'),
  ];
  expect(said(messages, 'a2')).toEqual([['text of q2', 'two']]);
});

test('the text of a stopped answer is part of what was said', () => {
  const messages = [question('q1', null), answer('a1', 'q1', 'half', 'stopped')];
  expect(said(messages, 'a1')).toEqual([['text of q1', 'half']]);
});

test('the model is told its instructions, what was said, and the question', () => {
  const exchanges = exchangesTo([question('q1', null), answer('a1', 'q1', 'one')], 'a1');
  const turns = [
    { role: 'user', content: 'text of q1' },
    { role: 'assistant', content: 'one' },
    { role: 'user', content: 'now' },
  ];
  expect(promptFor(exchanges, 'now', null)).toEqual(turns);
  expect(promptFor(exchanges, 'now', 'Be brief.')).toEqual([{ role: 'system', content: 'Be brief.' }, ...turns]);
});

test('where reading began is counted in the exchanges that could be read', () => {
  const last = { ...answer('a4', 'q4', 'four'), leftOut: 1 };
  const messages = [
    question('q1', null),
    answer('a1', 'q1', '', 'failed'),
    question('q2', 'a1'),
    answer('a2', 'q2', 'two'),
    question('q3', 'a2'),
    answer('a3', 'q3', 'three'),
    question('q4', 'a3'),
    last,
  ];
  expect(readingStart(messages, last)?.id).toBe('q3');
  expect(readingStart(messages, { ...last, leftOut: 2 })?.id).toBe('q4');
  expect(readingStart(messages, { ...last, leftOut: 0 })).toBeNull();
  expect(readingStart(messages, answer('a4', 'q4', 'written before such things were stored'))).toBeNull();
});
