import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { networkOr } from './network-or';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const after = <T>(milliseconds: number, value: T) =>
  new Promise<T>((resolve) => {
    setTimeout(resolve, milliseconds, value);
  });
const refused = () => Promise.reject(new TypeError('Failed to fetch'));
const kept = async () => 'kept';
const nothing = async () => null;

test('the network comes first, the kept answer where it fails', async () => {
  expect(await networkOr(Promise.resolve('new'), kept, 8_000)).toBe('new');
  expect(await networkOr(refused(), kept, 8_000)).toBe('kept');
});

test('a server that is silent counts as gone where something was kept, and is waited for where nothing was', async () => {
  const withKept = networkOr(after(20_000, 'new'), kept, 8_000);
  const without = networkOr(after(20_000, 'new'), nothing, 8_000);
  await vi.advanceTimersByTimeAsync(8_000);
  expect(await withKept).toBe('kept');
  await vi.advanceTimersByTimeAsync(12_000);
  expect(await without).toBe('new');
});

test('where there is neither, what the network says is thrown', async () => {
  await expect(networkOr(refused(), nothing, 8_000)).rejects.toThrow('Failed to fetch');
});

test('what was kept and cannot be read counts as nothing', async () => {
  const unreadable = () => Promise.reject(new DOMException('Unexpected internal error.', 'UnknownError'));
  await expect(networkOr(refused(), unreadable, 8_000)).rejects.toThrow('Failed to fetch');
  const silent = networkOr(after(20_000, 'new'), unreadable, 8_000);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await silent).toBe('new');
});
