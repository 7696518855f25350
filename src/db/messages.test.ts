import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { deleteConversation, findConversation, listConversations, restoreConversation } from './conversations';
import {
  addExchange,
  addSiblingAnswer,
  markInterrupted,
  messagesOf,
  startConversation,
  unfinishedAnswers,
  writeAnswer,
} from './messages';
import { db } from './schema';

beforeEach(async () => {
  await Promise.all([db.conversations.clear(), db.messages.clear()]);
});

test('a first question makes a conversation whose thread ends at the waiting answer', async () => {
  const { conversation, question, answer } = await startConversation('低K血症', '低K血症の鑑別は？');
  expect(await findConversation(conversation.id)).toMatchObject({ title: '低K血症', leafId: answer.id });
  expect(question).toMatchObject({ parentId: null, text: '低K血症の鑑別は？' });
  expect(answer).toMatchObject({ parentId: question.id, state: 'waiting', text: '' });
});

test('a question to a conversation that was deleted leaves nothing behind', async () => {
  const { conversation, answer } = await startConversation('t', 'q');
  await deleteConversation(conversation.id);
  await expect(addExchange(conversation.id, answer.id, 'q2')).rejects.toThrow('does not exist');
  expect(await db.messages.count()).toBe(0);
});

test('another answer is a sibling and becomes the leaf; the first one stays', async () => {
  const { conversation, answer } = await startConversation('t', 'q');
  await writeAnswer(answer.id, { text: 'first', state: 'complete' });
  const second = await addSiblingAnswer(answer);
  expect((await findConversation(conversation.id))?.leafId).toBe(second.id);
  expect(second.parentId).toBe(answer.parentId);
  expect((await messagesOf(conversation.id)).find((m) => m.id === answer.id)?.text).toBe('first');
});

test('another answer comes after the others, also when the clock was set back', async () => {
  const { answer } = await startConversation('t', 'q');
  await db.messages.update(answer.id, { createdAt: answer.createdAt + 7_200_000 });
  expect((await addSiblingAnswer(answer)).createdAt).toBe(answer.createdAt + 7_200_001);
});

test('deleting gives back everything, and restoring puts it back as it was', async () => {
  const kept = await startConversation('kept', 'q');
  const { conversation, answer } = await startConversation('gone', 'q');
  await writeAnswer(answer.id, { text: 'a', state: 'complete' });
  const before = await messagesOf(conversation.id);
  const deleted = await deleteConversation(conversation.id);
  expect(await messagesOf(conversation.id)).toEqual([]);
  expect((await listConversations()).map((c) => c.id)).toEqual([kept.conversation.id]);
  await restoreConversation(deleted!);
  expect(await messagesOf(conversation.id)).toEqual(before);
  expect(await listConversations()).toHaveLength(2);
});

test('deleting what is already gone gives null', async () => {
  expect(await deleteConversation('no such id')).toBeNull();
});

test('only unfinished answers are marked interrupted, and their text is kept', async () => {
  const half = await startConversation('t', 'q');
  await writeAnswer(half.answer.id, { text: 'half an ans', state: 'streaming' });
  const whole = await startConversation('t', 'q');
  await writeAnswer(whole.answer.id, { text: 'whole', state: 'complete' });
  expect((await unfinishedAnswers()).map((a) => a.id)).toEqual([half.answer.id]);
  for (const { answer } of [half, whole]) await markInterrupted(answer.id);
  expect(await db.messages.get(half.answer.id)).toMatchObject({ text: 'half an ans', state: 'interrupted' });
  expect(await db.messages.get(whole.answer.id)).toMatchObject({ state: 'complete' });
});

test('writing to an answer deleted meanwhile does nothing', async () => {
  const { conversation, answer } = await startConversation('t', 'q');
  await deleteConversation(conversation.id);
  await writeAnswer(answer.id, { text: 'late' });
  expect(await db.messages.count()).toBe(0);
});

test('the list is newest first by the last question', async () => {
  const first = await startConversation('first', 'q');
  await db.conversations.update(first.conversation.id, { updatedAt: 1 });
  const second = await startConversation('second', 'q');
  await db.conversations.update(second.conversation.id, { updatedAt: 2 });
  expect((await listConversations()).map((c) => c.title)).toEqual(['second', 'first']);
  await addExchange(first.conversation.id, first.answer.id, 'again');
  expect((await listConversations()).map((c) => c.title)).toEqual(['first', 'second']);
});
