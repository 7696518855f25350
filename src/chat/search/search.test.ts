import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deleteConversation, renameConversation, restoreConversation } from '@/db/conversations';
import { addExchange, addSiblingAnswer, markInterrupted, startConversation, writeAnswer } from '@/db/messages';
import { db } from '@/db/schema';
import { createSearch, type SearchStore } from './search';

let search: SearchStore;

beforeEach(async () => {
  await Promise.all(db.tables.map((table) => table.clear()));
  search = createSearch();
});

afterEach(() => {
  search.getState().forget();
  vi.restoreAllMocks();
});

const total = (typed: string) => search.getState().find(typed).total;
const ready = () => vi.waitFor(() => expect(search.getState().phase).toBe('ready'));
const becomes = (typed: string, count: number) =>
  vi.waitFor(() => expect([typed, total(typed)]).toEqual([typed, count]));

async function saved(title: string, question: string, answer: string) {
  const exchange = await startConversation(title, question);
  await writeAnswer(exchange.answer.id, { text: answer, state: 'complete' });
  return exchange;
}

test('nothing is read before the first search, everything for it', async () => {
  for (let count = 0; count < 50; count++) await saved(`title ${count}`, '低カリウム血症', `answer ${count}`);
  expect([search.getState().phase, total('カリウム')]).toEqual(['off', 0]);
  search.getState().open();
  expect(search.getState().phase).toBe('reading');
  await ready();
  expect(['カリウム', '49', 'title 49'].map(total)).toEqual([50, 1, 1]);
});

test('what is asked, renamed, deleted and brought back is followed', async () => {
  const { conversation, answer } = await saved('before', 'question', 'digoxin');
  search.getState().open();
  await ready();
  await addExchange(conversation.id, answer.id, 'and amiodarone?');
  await becomes('amiodarone', 1);
  await renameConversation(conversation.id, 'arrhythmia');
  await becomes('arrhythmia', 1);
  expect(total('before')).toBe(0);
  const deleted = await deleteConversation(conversation.id);
  await becomes('digoxin', 0);
  expect(total('arrhythmia')).toBe(0);
  await restoreConversation(deleted!);
  await becomes('digoxin amiodarone arrhythmia', 1);
});

test('an answer is found once it is finished, however it ends, and not read again for each of its steps', async () => {
  const { conversation, answer } = await startConversation('title', 'question');
  search.getState().open();
  await ready();
  const read = vi.spyOn(db.messages, 'bulkGet');
  const changes = vi.fn();
  const stop = search.subscribe(changes);
  for (let step = 1; step <= 10; step++)
    await writeAnswer(answer.id, { text: 'warfarin '.repeat(step), state: 'streaming' });
  // One that comes after them is taken after them.
  await renameConversation(conversation.id, 'renamed');
  await becomes('renamed', 1);
  expect(changes).toHaveBeenCalledTimes(1);
  expect(read).not.toHaveBeenCalled();
  expect(total('warfarin')).toBe(0);
  await writeAnswer(answer.id, { state: 'complete' });
  await becomes('warfarin', 1);
  stop();
  const broken = await addSiblingAnswer(answer);
  await writeAnswer(broken.id, { text: 'heparin', state: 'streaming' });
  await markInterrupted(broken.id);
  await becomes('heparin', 1);
});

test('what is forgotten is found no more, not even what was being read, and is read anew when it is wanted', async () => {
  await saved('title', 'digoxin', 'answer');
  search.getState().open();
  await ready();
  search.getState().forget();
  expect([search.getState().phase, total('digoxin')]).toEqual(['off', 0]);
  await saved('later', 'digoxin', 'answer');

  for (let count = 0; count < 60; count++) await saved('more', `digoxin ${count}`, 'answer');
  search.getState().open();
  // It is in the middle of its rows.
  await vi.waitFor(() => expect(total('digoxin')).toBeGreaterThan(0));
  search.getState().forget();
  const phases: string[] = [];
  const stop = search.subscribe(({ phase }) => phases.push(phase));
  await saved('last', 'digoxin', 'answer');
  expect([phases, total('digoxin')]).toEqual([[], 0]);
  stop();

  search.getState().open();
  await ready();
  expect(total('digoxin')).toBe(63);
});

test('rows that cannot be read are told, and read again when that is asked for', async () => {
  const { conversation } = await saved('title', 'digoxin', 'answer');
  const warned = vi.spyOn(console, 'warn').mockReturnValue();
  // As one that was sealed under a key that is not there.
  const sealed = { ...conversation, id: 'sealed', sealed: new Uint8Array(40) };
  await db.conversations.add(sealed);
  search.getState().open();
  await vi.waitFor(() => expect(search.getState().phase).toBe('failed'));
  expect(warned).toHaveBeenCalledOnce();
  await db.conversations.delete('sealed');
  search.getState().open();
  await ready();
  expect(total('digoxin')).toBe(1);
});
