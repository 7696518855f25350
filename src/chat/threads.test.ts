import 'fake-indexeddb/auto';
import { liveQuery } from 'dexie';
import { beforeEach, expect, test, vi } from 'vitest';
import { deleteConversation, renameConversation, restoreConversation } from '@/db/conversations';
import { addExchange, addSiblingAnswer, markInterrupted, startConversation, writeAnswer } from '@/db/messages';
import { db } from '@/db/schema';
import type { Message } from '@/db/types';
import { createThreads, type ThreadRows } from './threads';

beforeEach(async () => {
  await Promise.all([db.conversations.clear(), db.messages.clear()]);
});

async function answered(text = 'first answer') {
  const exchange = await startConversation('title', 'first question');
  await writeAnswer(exchange.answer.id, { text, state: 'complete' });
  return exchange;
}

const textsOf = (rows: ThreadRows | null) => rows?.messages.map(({ text }) => text).sort();
const byId = (rows: ThreadRows | null, id: string) => rows!.messages.find((message) => message.id === id)!;

/** The ids of the rows that are read from the database while `work` goes on. */
async function readDuring(work: () => Promise<unknown>): Promise<string[]> {
  const read: string[] = [];
  const note = (row: Message) => {
    read.push(row.id);
    return row;
  };
  db.messages.hook('reading', note);
  await work();
  db.messages.hook('reading').unsubscribe(note);
  return read;
}

test('a message is read once, and one that is being written each time', async () => {
  const { conversation, answer } = await answered();
  const later = await addExchange(conversation.id, answer.id, 'second question');
  const threads = createThreads();
  const first = await threads.read(conversation.id);
  await writeAnswer(later.answer.id, { text: 'half', state: 'streaming' });
  let second: ThreadRows | null = null;
  const read = await readDuring(async () => {
    second = await threads.read(conversation.id);
  });
  expect(read).toEqual([later.answer.id]);
  expect(textsOf(second)).toEqual(['first answer', 'first question', 'half', 'second question']);
  expect(byId(second, answer.id)).toBe(byId(first, answer.id));
});

test('what is added is read alone', async () => {
  const { conversation, answer } = await answered();
  const threads = createThreads();
  await threads.read(conversation.id);
  const sibling = await addSiblingAnswer(answer);
  await writeAnswer(sibling.id, { text: 'another', state: 'stopped' });
  expect(await readDuring(() => threads.read(conversation.id))).toEqual([sibling.id]);
  expect(textsOf(await threads.read(conversation.id))).toEqual(['another', 'first answer', 'first question']);
});

test('an answer that was interrupted, or failed, may be written again', async () => {
  const { conversation, answer } = await answered();
  const threads = createThreads();
  for (const state of ['waiting', 'failed'] as const) {
    const sibling = await addSiblingAnswer(answer);
    await writeAnswer(sibling.id, { state });
    await markInterrupted(sibling.id);
    await threads.read(conversation.id);
    await writeAnswer(sibling.id, { text: `after ${state}`, state: 'complete' });
    expect(byId(await threads.read(conversation.id), sibling.id).text).toBe(`after ${state}`);
  }
});

test('a deleted conversation is gone, and whole when it is brought back', async () => {
  const { conversation } = await answered();
  const threads = createThreads();
  await threads.read(conversation.id);
  const deleted = await deleteConversation(conversation.id);
  expect(await threads.read(conversation.id)).toBeNull();
  await restoreConversation(deleted!);
  expect(textsOf(await threads.read(conversation.id))).toEqual(['first answer', 'first question']);
});

test('a live query follows a message that is added, one that grows, and the title', async () => {
  const { conversation, answer } = await answered();
  const threads = createThreads();
  const seen: (ThreadRows | null)[] = [];
  const query = liveQuery(() => threads.read(conversation.id)).subscribe((rows) => seen.push(rows));
  const last = () => seen.at(-1) ?? null;
  await vi.waitFor(() => expect(textsOf(last())).toHaveLength(2));
  const later = await addExchange(conversation.id, answer.id, 'second question');
  await vi.waitFor(() => expect(textsOf(last())).toContain('second question'));
  await writeAnswer(later.answer.id, { text: 'grows', state: 'streaming' });
  await vi.waitFor(() => expect(textsOf(last())).toContain('grows'));
  await renameConversation(conversation.id, 'renamed');
  await vi.waitFor(() => expect(last()?.conversation.title).toBe('renamed'));
  query.unsubscribe();
});

test('after all is forgotten nothing that was read, or was being read, is kept', async () => {
  const { conversation, answer } = await answered();
  const threads = createThreads();
  const reading = threads.read(conversation.id);
  threads.forget();
  await reading;
  expect(await readDuring(() => threads.read(conversation.id))).toContain(answer.id);
});
