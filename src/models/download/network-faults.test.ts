import { afterEach, beforeEach, expect, test } from 'vitest';
import { downloadModel } from './download';
import { contents, FOLDER, hash, TestDevice } from './testing/test-device';

let d: TestDevice;

beforeEach(async () => {
  d = new TestDevice();
  await d.hub.start();
});

afterEach(() => d.hub.stop());

test('after a cut only the rest is asked for', async () => {
  const a = contents(3, 500_000);
  const artifacts = d.prepared({ 'a.bin': a });
  d.hub.fail(`${FOLDER}a.bin`, { kind: 'cut', afterBytes: 200_000 }, { kind: 'cut', afterBytes: 100_000 });

  await downloadModel(artifacts, d.store, d.options());

  expect(await d.kept('a.bin')).toBe(hash('sha256', a));
  const ranges = d.hub.requestsFor(`${FOLDER}a.bin`);
  expect(ranges).toHaveLength(3);
  expect(ranges[0]).toBeNull();
  for (const range of ranges.slice(1)) expect(range).toMatch(/^bytes=[1-9]\d*-$/);
});

test('a server without ranges sends the file again and the bytes are still right', async () => {
  const a = contents(4, 400_000);
  const artifacts = d.prepared({ 'a.bin': a });
  d.hub.ranges = false;
  d.hub.fail(`${FOLDER}a.bin`, { kind: 'cut', afterBytes: 150_000 });

  await downloadModel(artifacts, d.store, d.options());

  expect(await d.kept('a.bin')).toBe(hash('sha256', a));
});

test('a redirect to a store is followed', async () => {
  const a = contents(5, 1_000);
  const artifacts = d.prepared({ 'a.bin': a });
  d.hub.files.set('/store/x', a);
  d.hub.fail(`${FOLDER}a.bin`, { kind: 'redirect', to: d.hub.url('/store/x') });

  await downloadModel(artifacts, d.store, d.options());

  expect(await d.kept('a.bin')).toBe(hash('sha256', a));
});

test('a busy server is given the time it asks for', async () => {
  const artifacts = d.prepared({ 'a.bin': contents(6, 10) });
  d.hub.fail(
    `${FOLDER}a.bin`,
    { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 503 },
  );

  await downloadModel(artifacts, d.store, d.options());

  expect(d.waits).toEqual([7_000, 2_000, 4_000]);
});

test('a server that stays busy is given up with a network error', async () => {
  const artifacts = d.prepared({ 'a.bin': contents(7, 10) });
  d.hub.fail(`${FOLDER}a.bin`, ...Array.from({ length: 20 }, () => ({ kind: 'status', status: 503 }) as const));

  await expect(downloadModel(artifacts, d.store, d.options())).rejects.toMatchObject({
    code: 'network',
    details: { url: d.hub.url(`${FOLDER}a.bin`), reason: 'status 503' },
  });
  expect(d.hub.requests.length).toBeLessThan(10);
});

test('a connection that falls silent counts as cut', async () => {
  const a = contents(8, 100);
  const artifacts = d.prepared({ 'a.bin': a });
  d.hub.fail(`${FOLDER}a.bin`, { kind: 'silence' });

  await downloadModel(artifacts, d.store, d.options({ stallMs: 1_000 }));

  expect(await d.kept('a.bin')).toBe(hash('sha256', a));
  expect(d.hub.requestsFor(`${FOLDER}a.bin`)).toHaveLength(2);
});

test('cancelling stops at once, keeps nothing half, and what was whole is used next time', async () => {
  const a = contents(13, 1_000);
  const artifacts = d.prepared({ 'a.bin': a, 'b.bin': contents(14, 1_000) });
  d.hub.fail(`${FOLDER}b.bin`, { kind: 'silence' });
  const controller = new AbortController();
  const running = downloadModel(
    artifacts,
    d.store,
    d.options({
      signal: controller.signal,
      onProgress: ({ loadedBytes }) => {
        if (loadedBytes === 1_000) setTimeout(() => controller.abort());
      },
    }),
  );

  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  expect(await d.addresses()).toEqual([d.hub.url(`${FOLDER}a.bin`)]);

  d.hub.requests.length = 0;
  await downloadModel(artifacts, d.store, d.options());
  expect(d.hub.requestsFor(`${FOLDER}a.bin`)).toEqual([]);
});

test('cancelling ends a long wait for a busy server', async () => {
  const artifacts = d.prepared({ 'a.bin': contents(15, 10) });
  d.hub.fail(`${FOLDER}a.bin`, { kind: 'status', status: 503, headers: { 'retry-after': '100' } });
  const controller = new AbortController();
  const { wait: _, ...real } = d.options({ signal: controller.signal });
  const running = downloadModel(artifacts, d.store, real);
  await expect.poll(() => d.hub.requests.length).toBe(1);
  controller.abort();

  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
});
