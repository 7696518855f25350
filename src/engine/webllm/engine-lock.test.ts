import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineLock, type Holder } from './engine-lock';
import { FakeProfile } from './testing/fake-browser';
import { artifacts, QUESTION, read, settled, TestPage } from './testing/test-page';

const AT = new Date('2026-11-25T10:32:00').getTime();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: AT });
});

afterEach(() => {
  vi.useRealTimers();
});

test('who holds the lock is told to whom it is refused, and to those who were refused when that changes', async () => {
  const profile = new FakeProfile();
  const [holder, other] = [new EngineLock(profile.tab()), new EngineLock(profile.tab())];
  const heard: (Holder | null)[] = [];
  other.onHolder = (each) => heard.push(each);
  holder.tell({ model: 'm', doing: 'loading' });
  expect(heard).toEqual([]);
  await holder.acquire(() => undefined);
  const details = { model: 'm', since: AT, doing: 'loading' };
  await expect(other.acquire(() => undefined)).rejects.toMatchObject({ code: 'other-tab', details });

  heard.length = 0;
  vi.setSystemTime(AT + 60_000);
  holder.tell({ model: 'm', doing: 'loading' });
  holder.tell({ model: 'm', doing: 'generating' });
  holder.leave();
  expect(heard).toEqual([{ ...details, doing: 'generating' }, null]);
});

test('a tab that is frozen keeps nobody waiting for who it is', async () => {
  const profile = new FakeProfile();
  const frozen = new EngineLock({ ...profile.tab(), channel: { postMessage: () => undefined, onmessage: null } });
  frozen.tell({ model: 'm', doing: 'ready' });
  await frozen.acquire(() => undefined);
  const refused = expect(new EngineLock(profile.tab()).acquire(() => undefined)).rejects.toMatchObject({
    code: 'other-tab',
    details: {},
  });
  await vi.advanceTimersByTimeAsync(500);
  await refused;
});

test('a page that closes, and answers no more while the browser still has its lock, is no refusal', async () => {
  const profile = new FakeProfile();
  const closing = new EngineLock({ ...profile.tab(), channel: { postMessage: () => undefined, onmessage: null } });
  await closing.acquire(() => undefined);
  const acquired = new EngineLock(profile.tab()).acquire(() => undefined);
  await vi.advanceTimersByTimeAsync(300);
  closing.release();
  await vi.advanceTimersByTimeAsync(200);
  await acquired;
});

test('the status of a tab without the engine follows the one that has it', async () => {
  const t = new TestPage();
  await t.ready();
  const other = t.newEngine();
  const told = () => (other.status.state === 'failed' ? other.status.error.details : null);
  await expect(other.load(artifacts)).rejects.toMatchObject({ code: 'other-tab' });
  expect(told()).toEqual({ model: 'm', since: AT, doing: 'ready' });

  const answer = read(t.engine.chat([...QUESTION]));
  await settled();
  expect(told()).toMatchObject({ doing: 'generating' });
  t.worker().end();
  await answer;
  await settled();
  expect(told()).toMatchObject({ doing: 'ready' });

  await t.engine.unload();
  expect(told()).toEqual({ doing: 'gone' });
  await t.ready(other);
});

test('a tab that loses the engine says who took it, whether it gave it up or was robbed of it', async () => {
  const t = new TestPage();
  await t.ready();
  const other = t.newEngine();
  const told = () => (t.engine.status.state === 'failed' ? t.engine.status.error.details : null);
  await other.takeOver();
  await t.ready(other);
  expect(told()).toMatchObject({ model: 'm', doing: 'ready' });
  await other.unload();
  expect(told()).toEqual({ doing: 'gone' });

  await t.ready();
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
  const { channel, locks } = t.profile.tab();
  // Its wish to have the engine goes unheard, as if the holder had been frozen at that moment.
  const say = channel.postMessage.bind(channel);
  const thief = new EngineLock({ locks, channel });
  channel.postMessage = (message: { kind: string }) => message.kind !== 'give-up' && say(message);
  await thief.takeOver();
  thief.tell({ model: 'n', doing: 'loading' });
  await settled();
  expect(told()).toEqual({ model: 'n', since: AT, doing: 'loading' });
});
