import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MemoryCaches } from '@/models/testing/memory-caches';
import { fetchOrKept, isKept } from './kept-files';

const URL = 'http://localhost/models/index.json';
let memory: MemoryCaches;

const serve = (answer: () => Response) => vi.stubGlobal('fetch', async () => answer());
const gone = () => {
  throw new TypeError('Failed to fetch');
};

beforeEach(() => {
  memory = new MemoryCaches();
  vi.stubGlobal('caches', memory);
});
afterEach(() => vi.unstubAllGlobals());

test('with the server gone the last answer comes, marked as one', async () => {
  serve(() => new Response('1'));
  expect(isKept(await fetchOrKept(URL))).toBe(false);
  serve(gone);
  const kept = await fetchOrKept(URL);
  expect(await kept.text()).toBe('1');
  expect(isKept(kept)).toBe(true);
});

test('an answer that the service worker kept is not kept as a new one', async () => {
  serve(() => new Response('old', { headers: { 'X-Hakui-Kept': '1' } }));
  expect(isKept(await fetchOrKept(URL))).toBe(true);
  expect(memory.urls()).toEqual([]);
});

test('a file that the server has no more is not there with the server gone either; a server in trouble changes nothing', async () => {
  serve(() => new Response('1'));
  await fetchOrKept(URL);
  serve(() => new Response('', { status: 503 }));
  await fetchOrKept(URL);
  serve(gone);
  expect(await (await fetchOrKept(URL)).text()).toBe('1');
  serve(() => new Response('', { status: 404 }));
  await fetchOrKept(URL);
  serve(gone);
  expect((await fetchOrKept(URL)).status).toBe(404);
});

test('a web page, whoever answered with it, does not take the place of the file', async () => {
  serve(() => new Response('1'));
  await fetchOrKept(URL);
  serve(() => new Response('<html>', { headers: { 'content-type': 'text/html' } }));
  expect(await (await fetchOrKept(URL)).text()).toBe('<html>');
  serve(gone);
  expect(await (await fetchOrKept(URL)).text()).toBe('1');
});

test('a file that never came and a server that is gone are an error', async () => {
  serve(gone);
  await expect(fetchOrKept(URL)).rejects.toThrow('Failed to fetch');
});

test('where nothing more fits, the answer counts all the same', async () => {
  memory.quota = 0;
  serve(() => new Response('1'));
  expect(await (await fetchOrKept(URL)).text()).toBe('1');
});
