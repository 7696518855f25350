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

const PAGE = '\n<!doctype html><html><title>Sign in</title>';
const HTML = { 'content-type': 'text/html; charset=utf-8' };
const JSON_TYPE = { 'content-type': 'application/json' };

test.each([
  ['a web page by its type', 'a.bin', 'page', '<p>Not found</p>', HTML],
  ['a web page by its first bytes', 'a.bin', 'page', PAGE, {}],
  ['a web page longer than the file', 'a.bin', 'page', PAGE.padEnd(90_000), HTML],
  ['a web page for a library', 'l.wasm', 'page', PAGE, HTML],
  ['a web page for a tokenizer', 'tokenizer.json', 'page', PAGE, {}],
  ['a message in JSON', 'a.bin', 'json', '{"error":"no such file"}', JSON_TYPE],
  ['nothing', 'a.bin', 'empty', '', {}],
  ['nothing, by its length', 'a.bin', 'empty', '', { 'content-length': '0' }],
  ['another length', 'a.bin', 'length', 'x'.repeat(70), { 'content-length': '70' }],
])('%s in place of a file is named at once and not kept', async (_, name, context, body, headers) => {
  const artifacts = d.prepared({ [name]: contents(18, 50_000) });
  d.hub.fail(FOLDER + name, ...Array.from({ length: 9 }, () => ({ kind: 'instead', body, headers }) as const));

  await expect(downloadModel(artifacts, d.store, d.options())).rejects.toMatchObject({
    code: 'not-the-file',
    details: { url: d.hub.url(FOLDER + name), context },
  });
  expect(d.waits).toEqual([]);
  expect(d.hub.requests).toHaveLength(1);
  expect(await d.addresses()).toEqual([]);
  // A mended server mends it.
  d.hub.fail(FOLDER + name);
  await downloadModel(artifacts, d.store, d.options());
  expect(await d.kept(name)).toBe(hash('sha256', contents(18, 50_000)));
});

test('an answer of unstated length that ends too early is asked for once more, in case it was cut', async () => {
  const a = contents(19, 50_000);
  const artifacts = d.prepared({ 'a.bin': a });
  const cut = { kind: 'instead', body: a.slice(0, 20_000) } as const;
  d.hub.fail(`${FOLDER}a.bin`, cut);
  await downloadModel(artifacts, d.store, d.options());
  expect(await d.kept('a.bin')).toBe(hash('sha256', a));

  d.disk.folders.clear();
  d.store = d.storeWith({ quota: 1e9, usage: 0 });
  d.hub.fail(`${FOLDER}a.bin`, ...Array.from({ length: 9 }, () => cut));
  await expect(downloadModel(artifacts, d.store, d.options())).rejects.toMatchObject({
    code: 'not-the-file',
    details: { context: 'length', expected: 50_000, found: 20_000 },
  });
  expect(d.waits).toEqual([1_000, 1_000]);
  expect(await d.addresses()).toEqual([]);
});

test('weights that begin like a text are weights', async () => {
  const a = new TextEncoder().encode('{"a": <p> and any other byte'.padEnd(1_000));
  const artifacts = d.prepared({ 'a.bin': a });
  await downloadModel(artifacts, d.store, d.options());
  expect(await d.kept('a.bin')).toBe(hash('sha256', a));
});
