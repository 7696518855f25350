import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deleteConversation, findConversation, restoreConversation } from '@/db/conversations';
import { readDrafts } from '@/db/drafts';
import { messagesOf, startConversation, writeAnswer } from '@/db/messages';
import { db } from '@/db/schema';
import { writeSetting } from '@/db/settings';
import type { Answer } from '@/db/types';
import { EngineError } from '@/engine/errors';
import type { TabMessage } from '@/tabs/tabs';
import { breakWrites } from '@/test/broken-storage';
import { FakeEngine } from '@/test/fake-engine';
import { FakeLocks } from '@/test/fake-locks';
import type { ChatDependencies } from './generation';
import type { AnsweringModel } from './measure';
import { type ChatStore, createChatStore, type Place } from './store';
import { withUnsaved } from './unsaved-answers';
import { isMarkedUnsaved } from './unsaved-marks';

const model: AnsweringModel = {
  id: 'm',
  name: 'The model',
  contextWindow: 1_000,
  sampling: { temperature: 0, topP: 1 },
  maxTokens: null,
  systemPrompt: null,
};
let engine: FakeEngine;
let locks: FakeLocks;

let mend = () => {};

afterEach(() => {
  mend();
});
beforeEach(async () => {
  const marks = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => marks.get(key) ?? null,
    setItem: (key: string, value: string) => void marks.set(key, value),
    removeItem: (key: string) => void marks.delete(key),
  });
  engine = new FakeEngine();
  locks = new FakeLocks();
  vi.stubGlobal('navigator', { locks });
  await Promise.all([db.conversations.clear(), db.messages.clear(), db.drafts.clear()]);
});

/** Without a model of its own, one is loaded and can be measured by. */
function createStore(readyModel?: ChatDependencies['readyModel'], loaded = model): ChatStore {
  if (!readyModel) engine.hold(loaded.contextWindow);
  return createChatStore({
    engine,
    readyModel: readyModel ?? (async () => loaded),
    modelNow: async () => (readyModel ? null : loaded),
  });
}

/** Sends a question that is short enough; gives its conversation's id. */
async function send(store: ChatStore, place: Place | null, text: string): Promise<string> {
  const asked = await store.getState().ask(place, text);
  if (asked.outcome !== 'asked') throw new Error(asked.outcome);
  return asked.conversationId;
}

async function answersOf(conversationId: string): Promise<Answer[]> {
  const answers = (await messagesOf(conversationId)).filter((message) => message.role === 'assistant');
  return answers.sort((a, b) => a.createdAt - b.createdAt);
}

/** Asks, and gives the answer's row and the request made for it once the engine has it. */
async function ask(store: ChatStore, text = 'question') {
  const id = await send(store, null, text);
  const before = engine.answers.length;
  await expect.poll(() => engine.answers.length).toBe(before + 1);
  const row = async () => (await answersOf(id))[0]!;
  return { id, row, request: engine.answers.at(-1)! };
}

test('an answer is in the database while it streams, and complete with its figures at the end', async () => {
  const { row, request } = await ask(createStore());
  await expect.poll(row).toMatchObject({ state: 'waiting', model: { id: 'm', name: 'The model' } });
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
  await send(store, { conversationId: id, parentId: leafId }, 'second');
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
  const id = await send(store, null, 'q');
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
  const id = await send(store, null, 'q');
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

/** What a tab of the same browser tells. */
function otherTabTells(message: TabMessage): void {
  const other = new BroadcastChannel('hakui-tabs');
  other.postMessage(message);
  other.close();
}

const DELETED = { state: 'stopped', failure: { code: 'chat-deleted' } };

test('a chat that another tab deletes is stopped at once, also before there is a word of its answer', async () => {
  const store = createStore();
  const { id, row, request } = await ask(store);
  otherTabTells({ kind: 'chat-deleted', conversationId: 'another' });
  otherTabTells({ kind: 'chat-deleted', conversationId: id });
  await expect.poll(() => request.options.signal?.aborted).toBe(true);
  await expect.poll(row).toMatchObject({ ...DELETED, text: '' });
  expect(store.getState().running).toEqual({});
});

test('a chat that another tab deleted without being heard is stopped at the next write', async () => {
  const store = createStore();
  const { id, row, request } = await ask(store);
  request.say('Half');
  await expect.poll(row).toMatchObject({ text: 'Half' });
  const deleted = await deleteConversation(id);
  request.say(' more');
  await expect.poll(() => request.options.signal?.aborted).toBe(true);
  await expect.poll(() => store.getState().running).toEqual({});
  expect(await messagesOf(id)).toEqual([]);
  await restoreConversation(deleted!);
  expect(await row()).toMatchObject({ ...DELETED, text: 'Half' });
});

test('deleting a chat waits for the tab that writes it, and what is brought back says why it was stopped', async () => {
  const [writer, other] = [createStore(), createStore()];
  const { id, row, request } = await ask(writer);
  request.say('Half');
  await expect.poll(row).toMatchObject({ text: 'Half' });
  request.say(' and the last words');
  // The stores of this page are one tab to the channel.
  const stopped = other.getState().stopDeleted(id);
  otherTabTells({ kind: 'chat-deleted', conversationId: id });
  await stopped;
  const deleted = await deleteConversation(id);
  await restoreConversation(deleted!);
  expect(await row()).toMatchObject({ ...DELETED, text: 'Half and the last words' });
});

test('a person who stops is not taken for a deletion', async () => {
  const store = createStore();
  const { row, request } = await ask(store);
  request.say('Half');
  store.getState().stopConversation((await row())!.conversationId);
  await expect.poll(row).toMatchObject({ state: 'stopped', failure: null });
});

test('to forget stops answers, drops what was typed, and lets no question through that was on its way', async () => {
  const store = createStore();
  const { row, request } = await ask(store);
  request.say('Half');
  store.getState().draft('', 'typed');
  const onItsWay = store.getState().ask(null, 'sent at the last moment');
  await store.getState().forget();
  expect(await row()).toMatchObject({ state: 'stopped', text: 'Half' });
  expect(store.getState()).toMatchObject({ running: {}, drafts: {}, unsaved: null });
  expect(await onItsWay).toEqual({ outcome: 'forgotten' });
  expect(await db.conversations.count()).toBe(1);
  expect(engine.answers).toHaveLength(1);
});

test.each(['full', 'abort', 'closed'] as const)('one write that fails (%s) is not noticed', async (how) => {
  const store = createStore();
  const { row, request } = await ask(store);
  request.say('First, ');
  await expect.poll(row).toMatchObject({ text: 'First, ' });
  const seen: unknown[] = [];
  store.subscribe(({ unsavedAnswers }) => seen.push(...Object.values(unsavedAnswers)));
  mend = breakWrites(how, ['messages'], 1);
  request.say('second');
  await expect.poll(row).toMatchObject({ text: 'First, second' });
  request.end();
  await expect.poll(row).toMatchObject({ state: 'complete', text: 'First, second' });
  expect(seen).toEqual([]);
});

test.each([
  ['full', 'full'],
  ['abort', 'failed'],
  ['closed', 'failed'],
] as const)(
  'a storage that fails (%s) in the middle leaves the whole answer on the screen, and takes it later',
  async (how, code) => {
    const store = createStore();
    const { id, row, request } = await ask(store);
    request.say('Written. ');
    await expect.poll(row).toMatchObject({ text: 'Written. ' });
    mend = breakWrites(how, ['messages']);
    request.say('Not written.');
    const answerId = (await row()).id;
    const unsaved = () => store.getState().unsavedAnswers[answerId];
    await expect.poll(unsaved).toMatchObject({ change: { text: 'Written. Not written.', state: 'streaming' } });
    request.end();
    await expect.poll(() => store.getState().running).toEqual({});
    expect(unsaved()).toMatchObject({ change: { text: 'Written. Not written.', state: 'complete' }, error: { code } });
    expect(await row()).toMatchObject({ state: 'streaming', text: 'Written. ' });
    expect(withUnsaved(await messagesOf(id), store.getState().unsavedAnswers)).toContainEqual(
      expect.objectContaining({ text: 'Written. Not written.', state: 'complete', usage: expect.anything() }),
    );

    // A look after abandoned answers leaves it alone.
    await store.getState().recover();
    expect(await row()).toMatchObject({ state: 'streaming' });
    await store.getState().saveAnswers();
    expect(unsaved()).toMatchObject({ saved: false, error: { code } });
    mend();
    await store.getState().saveAnswers();
    expect(unsaved()).toMatchObject({ saved: true, error: null });
    expect(await row()).toMatchObject({ state: 'complete', text: 'Written. Not written.' });
    expect(isMarkedUnsaved(answerId)).toBe(false);
  },
);

test('it is written by itself when the storage takes anything again', async () => {
  const store = createStore();
  const { row, request } = await ask(store);
  mend = breakWrites('full', ['messages', 'settings']);
  request.say('All of it.');
  request.end();
  await expect.poll(() => store.getState().running).toEqual({});
  await expect(writeSetting('lastModel', 'm')).rejects.toMatchObject({ name: 'StorageError', code: 'full' });
  mend();
  await writeSetting('lastModel', 'm');
  await expect.poll(row).toMatchObject({ state: 'complete', text: 'All of it.' });
  await expect.poll(() => store.getState().unsavedAnswers).toMatchObject({ [(await row()).id]: { saved: true } });
});

test('what is not saved is read with the next question', async () => {
  const store = createStore();
  const { id, row, request } = await ask(store, 'first');
  const { id: answerId } = await row();
  mend = breakWrites('full', ['messages']);
  request.say('one');
  request.end();
  await expect.poll(() => store.getState().running).toEqual({});
  const measured = await (await store.getState().measuring({ conversationId: id, parentId: answerId }))?.('second');
  mend();
  await send(store, { conversationId: id, parentId: answerId }, 'second');
  await expect.poll(() => engine.answers.length).toBe(2);
  expect(engine.answers[1]!.messages.map(({ content }) => content)).toEqual(['first', 'one', 'second']);
  expect(measured).toMatchObject({ promptTokens: 10 + (5 + 4) + (3 + 4) + (6 + 4) });
});

test('an answer can be stopped while the storage is silent', async () => {
  const store = createStore();
  const { row, request } = await ask(store);
  await expect.poll(row).toMatchObject({ leftOut: 0 });
  const { id } = await row();
  mend = breakWrites('silent', ['messages']);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  request.say('Half');
  await vi.advanceTimersByTimeAsync(1_200);
  store.getState().stop(id);
  await vi.advanceTimersByTimeAsync(10);
  expect(store.getState().unsavedAnswers[id]).toMatchObject({
    change: { text: 'Half', state: 'stopped' },
    error: null,
  });
  await vi.advanceTimersByTimeAsync(10_000);
  vi.useRealTimers();
  expect(store.getState()).toMatchObject({
    running: {},
    unsavedAnswers: { [id]: { change: { text: 'Half', state: 'stopped' }, error: { code: 'silent' } } },
  });
});

test('after a reload it is said that the storage failed, where it did', async () => {
  const tab = createStore();
  const { row, request } = await ask(tab);
  request.say('Written. ');
  await expect.poll(row).toMatchObject({ text: 'Written. ' });
  const { id } = await row();
  mend = breakWrites('abort', ['messages']);
  request.say('Lost.');
  request.end();
  await expect.poll(() => tab.getState().running).toEqual({});
  expect(isMarkedUnsaved(id)).toBe(true);
  await tab.getState().forget();
  mend();
  // The tab is gone, and its lock with it.
  locks = new FakeLocks();
  vi.stubGlobal('navigator', { locks });
  await createStore().getState().recover();
  expect(await row()).toMatchObject({ state: 'interrupted', text: 'Written. ', failure: { code: 'storage' } });
  expect(isMarkedUnsaved(id)).toBe(false);
});

test('what is not saved goes with all else that is forgotten', async () => {
  const store = createStore();
  const { request } = await ask(store);
  mend = breakWrites('full', ['messages']);
  request.say('secret');
  await expect.poll(() => Object.keys(store.getState().unsavedAnswers)).toHaveLength(1);
  await store.getState().forget();
  expect(store.getState().unsavedAnswers).toEqual({});
});

test('a thread that cannot be read ends its answer with the storage named', async () => {
  const store = createStore(async () => {
    const get = vi.spyOn(IDBIndex.prototype, 'count').mockImplementation(() => {
      throw new DOMException('gone', 'UnknownError');
    });
    mend = () => get.mockRestore();
    return model;
  });
  const id = await send(store, null, 'q');
  await expect.poll(() => store.getState().running).toEqual({});
  mend();
  expect(await answersOf(id)).toMatchObject([
    { state: 'failed', failure: { code: 'storage', details: { cause: 'failed', reason: 'UnknownError: gone' } } },
  ]);
});

test('a question that cannot be written is told, and told no more once one can', async () => {
  const store = createStore();
  mend = breakWrites('full', ['conversations']);
  expect(await store.getState().ask(null, 'q')).toEqual({ outcome: 'unsaved' });
  expect(store.getState().unsaved).toMatchObject({ code: 'full', reason: 'QuotaExceededError: no room' });
  mend();
  await ask(store);
  expect(store.getState().unsaved).toBeNull();
});

test('a question that is sent takes its draft with it; one that is not keeps it', async () => {
  const store = createStore();
  store.getState().draft('', 'typed');
  await store.getState().keepDrafts();
  expect(await readDrafts()).toMatchObject([{ id: '', text: 'typed' }]);
  mend = breakWrites('full', ['conversations']);
  expect(await store.getState().ask(null, 'typed')).toEqual({ outcome: 'unsaved' });
  expect(await readDrafts()).toMatchObject([{ id: '', text: 'typed' }]);
  mend();
  const id = await send(store, null, 'typed');
  expect((await readDrafts()).filter((draft) => draft.id === '')).toEqual([]);
  expect(await messagesOf(id)).toHaveLength(2);
});

/** The engine of these tests counts a token a character, four for a turn's marks and ten for the frame. */
const SMALL = { ...model, contextWindow: 210 };

/** A conversation of exchanges that take 58 tokens each; of 210, 52 are kept for the answer. */
async function conversationOf(store: ChatStore, exchanges: number): Promise<Place> {
  let place: Place | null = null;
  for (let index = 0; index < exchanges; index += 1) {
    const id: string = await send(store, place, `question ${index}`.padEnd(25, '.'));
    await expect.poll(() => engine.answers.length).toBe(index + 1);
    const request = engine.answers.at(-1)!;
    request.say(`answer ${index}`.padEnd(25, '.'));
    request.end();
    await expect.poll(() => store.getState().running).toEqual({});
    place = { conversationId: id, parentId: (await findConversation(id))!.leafId };
  }
  return place!;
}

test('the oldest exchanges are not read where there is no room, which is said before and stored with the answer', async () => {
  const store = createStore(undefined, SMALL);
  const place = await conversationOf(store, 3);
  const measured = await (await store.getState().measuring(place))?.('And now?');
  expect(measured).toMatchObject({ leftOut: 1, fits: true, promptTokens: 10 + 2 * 58 + 12, reserve: 52, question: 12 });

  await send(store, place, 'And now?');
  await expect.poll(() => engine.answers.length).toBe(4);
  expect(engine.answers[3]!.messages.map(({ content }) => content.split('.')[0])).toEqual([
    'question 1',
    'answer 1',
    'question 2',
    'answer 2',
    'And now?',
  ]);
  const leftOut = async () => (await answersOf(place.conversationId)).map((answer) => answer.leftOut);
  await expect.poll(leftOut).toEqual([0, 0, 0, 1]);
  expect(await messagesOf(place.conversationId)).toHaveLength(8);
});

test('a question that is too long alone is not written down, and told with its figures', async () => {
  const store = createStore(undefined, SMALL);
  const asked = await store.getState().ask(null, 'x'.repeat(150));
  expect(asked).toMatchObject({
    outcome: 'too-long',
    measure: { fits: false, question: 154, frame: 10, reserve: 52, contextWindow: 210 },
  });
  expect(await db.conversations.count()).toBe(0);
  expect(await db.messages.count()).toBe(0);
  expect(engine.answers).toEqual([]);
});

test('one that was asked before it could be counted fails in its place, and the engine is not asked', async () => {
  const loading = vi.fn<(model: AnsweringModel) => void>();
  const asked = vi.fn(() => new Promise<AnsweringModel>((resolve) => loading.mockImplementation(resolve)));
  const id = await send(createStore(asked), null, 'x'.repeat(250));
  await expect.poll(() => asked.mock.calls).toHaveLength(1);
  engine.hold(SMALL.contextWindow);
  loading(SMALL);
  await expect
    .poll(() => answersOf(id))
    .toMatchObject([
      { state: 'failed', failure: { code: 'prompt-too-long', details: { promptTokens: 264, contextWindow: 210 } } },
    ]);
  expect(engine.answers).toEqual([]);
});

test('instructions stay whatever leaves, and the longest answer is asked for', async () => {
  const store = createStore(undefined, { ...SMALL, maxTokens: 90, systemPrompt: 'Be brief.' });
  const place = await conversationOf(store, 2);
  await send(store, place, 'And now?');
  await expect.poll(() => engine.answers.length).toBe(3);
  const { messages, options } = engine.answers[2]!;
  expect(messages).toMatchObject([
    { role: 'system', content: 'Be brief.' },
    { content: expect.stringMatching(/question 1/) },
    {},
    {},
  ]);
  expect(options).toMatchObject({ maxTokens: 90 });
});

test('without a model in memory nothing can be measured', async () => {
  const store = createStore(() => Promise.reject(new EngineError('not-loaded')));
  expect(await store.getState().measuring(null)).toBeNull();
});
