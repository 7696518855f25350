import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import { deleteConversation, findConversation } from '@/db/conversations';
import { messagesOf, startConversation, writeAnswer } from '@/db/messages';
import { db } from '@/db/schema';
import type { Answer } from '@/db/types';
import { EngineError } from '@/engine/errors';
import { FakeEngine } from '@/test/fake-engine';
import { FakeLocks } from '@/test/fake-locks';
import type { ChatDependencies } from './generation';
import { type ChatStore, createChatStore } from './store';

const model = { id: 'm', name: 'The model', sampling: { temperature: 0, topP: 1 } };
let engine: FakeEngine;
let locks: FakeLocks;

beforeEach(async () => {
  engine = new FakeEngine();
  locks = new FakeLocks();
  vi.stubGlobal('navigator', { locks });
  await Promise.all([db.conversations.clear(), db.messages.clear()]);
});

function createStore(readyModel: ChatDependencies['readyModel'] = async () => model): ChatStore {
  return createChatStore({ engine, readyModel });
}

async function answersOf(conversationId: string): Promise<Answer[]> {
  const answers = (await messagesOf(conversationId)).filter((message) => message.role === 'assistant');
  return answers.sort((a, b) => a.createdAt - b.createdAt);
}

/** Asks, and gives the answer's row and the request made for it once the engine has it. */
async function ask(store: ChatStore, text = 'question') {
  const id = (await store.getState().ask(null, text))!;
  const before = engine.answers.length;
  await expect.poll(() => engine.answers.length).toBe(before + 1);
  const row = async () => (await answersOf(id))[0]!;
  return { id, row, request: engine.answers.at(-1)! };
}

test('an answer is in the database while it streams, and complete with its figures at the end', async () => {
  const { row, request } = await ask(createStore());
  expect(await row()).toMatchObject({ state: 'waiting', model: { id: 'm', name: 'The model' } });
  request.say('Half');
  await expect.poll(row).toMatchObject({ state: 'streaming', text: 'Half' });
  request.say(' and half.');
  request.end();
  await expect.poll(row).toMatchObject({
    state: 'complete',
    text: 'Half and half.',
    usage: { promptTokens: 12, completionTokens: 34, decodeTokensPerSecond: 56.78 },
  });
});

test('an answer cut at the token limit says so', async () => {
  const { row, request } = await ask(createStore());
  request.say('long');
  request.end('length');
  await expect.poll(row).toMatchObject({ state: 'length', text: 'long' });
});

test('the model is asked with its sampling and the whole thread', async () => {
  const store = createStore();
  const { id, row, request } = await ask(store, 'first');
  request.say('one');
  request.end();
  await expect.poll(row).toMatchObject({ state: 'complete' });
  const { leafId } = (await findConversation(id))!;
  await store.getState().ask({ conversationId: id, parentId: leafId }, 'second');
  await expect.poll(() => engine.answers.length).toBe(2);
  expect(engine.answers[1]).toMatchObject({
    options: { temperature: 0, topP: 1 },
    messages: [
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'one' },
      { role: 'user', content: 'second' },
    ],
  });
});

test('stopping keeps what was written and marks it', async () => {
  const store = createStore();
  const { row, request } = await ask(store);
  request.say('Half');
  await expect.poll(row).toMatchObject({ text: 'Half' });
  const { id } = await row();
  store.getState().stop(id);
  expect(store.getState().running[id]).toBe('stopping');
  await expect.poll(row).toMatchObject({ state: 'stopped', text: 'Half', failure: null });
  await expect.poll(() => store.getState().running).toEqual({});
});

test('a question asked while the model loads waits, and can be taken back', async () => {
  const store = createStore(
    (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new EngineError('cancelled')))),
  );
  const id = (await store.getState().ask(null, 'q'))!;
  const [answer] = await answersOf(id);
  expect(answer).toMatchObject({ state: 'waiting' });
  store.getState().stop(answer!.id);
  await expect.poll(() => answersOf(id)).toMatchObject([{ state: 'stopped', text: '' }]);
  expect(engine.answers).toEqual([]);
});

test('what the engine fails with stands in the answer, after the text that had come', async () => {
  const { row, request } = await ask(createStore());
  request.say('Half');
  request.fail(new EngineError('device-lost', { reason: 'gone' }));
  await expect
    .poll(row)
    .toMatchObject({ state: 'failed', text: 'Half', failure: { code: 'device-lost', details: { reason: 'gone' } } });
});

test('without a model the answer fails with what to do', async () => {
  const store = createStore(() => Promise.reject(new EngineError('not-loaded')));
  const id = (await store.getState().ask(null, 'q'))!;
  await expect.poll(() => answersOf(id)).toMatchObject([{ state: 'failed', failure: { code: 'not-loaded' } }]);
});

test('answering again adds a sibling and leaves the first answer as it was', async () => {
  const store = createStore();
  const { id, row, request } = await ask(store);
  request.say('first');
  request.end();
  await expect.poll(row).toMatchObject({ state: 'complete' });
  await store.getState().regenerate(await row());
  await expect.poll(() => engine.answers.length).toBe(2);
  engine.answers[1]!.say('second');
  engine.answers[1]!.end();
  await expect.poll(() => answersOf(id)).toMatchObject([{ text: 'first' }, { text: 'second', state: 'complete' }]);
  const [first, second] = await answersOf(id);
  expect(second!.parentId).toBe(first!.parentId);
  expect((await findConversation(id))!.leafId).toBe(second!.id);
  expect(engine.answers[1]!.messages).toEqual([{ role: 'user', content: 'question' }]);
});

test('an answer left by a tab that is gone is marked interrupted, with its text', async () => {
  const { conversation, answer } = await startConversation('t', 'q');
  await writeAnswer(answer.id, { text: 'half an', state: 'streaming' });
  await createStore().getState().recover();
  expect(await answersOf(conversation.id)).toMatchObject([{ state: 'interrupted', text: 'half an' }]);
});

test('an answer that another living tab writes is left alone until that tab is gone', async () => {
  const { conversation, answer } = await startConversation('t', 'q');
  await writeAnswer(answer.id, { text: 'half', state: 'streaming' });
  let closeTab = () => {};
  const otherTab = locks.request(
    `hakui:answer:${answer.id}`,
    () =>
      new Promise<void>((resolve) => {
        closeTab = resolve;
      }),
  );
  const recovering = createStore().getState().recover();
  await new Promise((resolve) => setImmediate(resolve));
  expect(await answersOf(conversation.id)).toMatchObject([{ state: 'streaming' }]);
  closeTab();
  await otherTab;
  await recovering;
  expect(await answersOf(conversation.id)).toMatchObject([{ state: 'interrupted', text: 'half' }]);
});

test("a tab never marks its own answers, and another tab's look does not harm them", async () => {
  const store = createStore();
  const { row, request } = await ask(store);
  request.say('Half');
  await expect.poll(row).toMatchObject({ state: 'streaming' });
  await store.getState().recover();
  const otherTab = createStore().getState().recover();
  expect(await row()).toMatchObject({ state: 'streaming' });
  request.end();
  await otherTab;
  await expect.poll(row).toMatchObject({ state: 'complete', text: 'Half' });
});

test('a conversation can be deleted while its answer streams', async () => {
  const store = createStore();
  const { id, request } = await ask(store);
  request.say('Half');
  await store.getState().stopConversation(id);
  const deleted = await deleteConversation(id);
  expect(deleted?.messages.find((message) => message.role === 'assistant')).toMatchObject({ state: 'stopped' });
  expect(store.getState().unsaved).toBeNull();
});

test('a database that cannot be written is told, not swallowed', async () => {
  const store = createStore();
  const { request } = await ask(store);
  vi.spyOn(db.messages, 'update').mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
  request.say('lost');
  request.end();
  await expect.poll(() => store.getState().unsaved?.code).toBe('unknown');
  vi.restoreAllMocks();
});

test('a question that cannot be written is told, and told no more once one can', async () => {
  const store = createStore();
  vi.spyOn(db.conversations, 'add').mockRejectedValueOnce(new DOMException('full', 'QuotaExceededError'));
  expect(await store.getState().ask(null, 'q')).toBeNull();
  expect(store.getState().unsaved).not.toBeNull();
  await ask(store);
  expect(store.getState().unsaved).toBeNull();
});
