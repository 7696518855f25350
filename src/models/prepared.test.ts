import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Hub } from './download/testing/hub';
import { readPrepared } from './prepared';
import { MemoryCaches } from './testing/memory-caches';

const SHA = 'b'.repeat(64);
const file = { path: 'resolve/q4f32_1/tokenizer.json', bytes: 3, sha256: SHA };
const manifest = {
  format: 1,
  id: 'm',
  convertedFrom: SHA,
  variants: [{ quantization: 'q4f32_1', files: [file], libraries: [{ ...file, adapterClass: 'gpu' }] }],
};

let hub: Hub;

beforeEach(async () => {
  vi.stubGlobal('caches', new MemoryCaches());
  hub = new Hub();
  await hub.start();
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await hub.stop();
});

function put(path: string, json: unknown): void {
  hub.files.set(path, new TextEncoder().encode(typeof json === 'string' ? json : JSON.stringify(json)));
}

test('nothing prepared is an empty list and no problem', async () => {
  expect(await readPrepared(hub.url('/models/'))).toEqual({ manifests: new Map(), problems: [] });
});

test('the manifests that index.json names are read', async () => {
  put('/models/index.json', { format: 1, models: ['m'] });
  put('/models/m/manifest.json', manifest);
  const { manifests, problems } = await readPrepared(hub.url('/models/'));
  expect(manifests.get('m')).toEqual(manifest);
  expect(problems).toEqual([]);
});

test('a manifest that is wrong names its file and field, and the others still count', async () => {
  put('/models/index.json', { format: 1, models: ['m', 'bad', 'cut'] });
  put('/models/m/manifest.json', manifest);
  put('/models/bad/manifest.json', { ...manifest, id: 'bad', convertedFrom: 7 });
  put('/models/cut/manifest.json', '{"format":1,');
  const { manifests, problems } = await readPrepared(hub.url('/models/'));
  expect([...manifests.keys()]).toEqual(['m']);
  expect(problems.map(({ code, details }) => [code, details.url])).toEqual([
    ['bad-file', hub.url('/models/bad/manifest.json')],
    ['bad-file', hub.url('/models/cut/manifest.json')],
  ]);
  expect(problems[0]?.details.reason).toContain('convertedFrom');
});

test.each(['before it answers', 'in the middle of an answer'])(
  'a server that falls silent %s is waited for a while only',
  async (when) => {
    const real = AbortSignal.timeout.bind(AbortSignal);
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => real(50));
    const server = createServer((_, response) => {
      if (when !== 'before it answers')
        response.writeHead(200, { 'Content-Type': 'application/json' }).write('{"format":1,');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/models/`;
    const { manifests, problems } = await readPrepared(url);
    server.closeAllConnections();
    server.close();
    expect(manifests.size).toBe(0);
    expect(problems.map(({ code, details }) => [code, details.url])).toEqual([['network', `${url}index.json`]]);
  },
);

test('a manifest that is listed and not there is a problem that names it, and the others still count', async () => {
  put('/models/index.json', { format: 1, models: ['gone', 'm'] });
  put('/models/m/manifest.json', manifest);
  const { manifests, problems, offline } = await readPrepared(hub.url('/models/'));
  expect([...manifests.keys()]).toEqual(['m']);
  expect(problems).toMatchObject([
    { code: 'missing-file', details: { url: hub.url('/models/gone/manifest.json'), status: 404 } },
  ]);
  expect(offline).toBeUndefined();
});

test('with the network gone the last lists are used', async () => {
  put('/models/index.json', { format: 1, models: ['m'] });
  put('/models/m/manifest.json', manifest);
  const url = hub.url('/models/');
  await readPrepared(url);
  await hub.stop();
  const { manifests, offline } = await readPrepared(url);
  expect(manifests.get('m')).toEqual(manifest);
  expect(offline).toBe(true);
  await hub.start();
});

test('the network gone before anything came is a network problem', async () => {
  const url = hub.url('/models/');
  await hub.stop();
  const { manifests, problems } = await readPrepared(url);
  expect(manifests.size).toBe(0);
  expect(problems.map(({ code }) => code)).toEqual(['network']);
  await hub.start();
});

test.each([
  [
    'a web page',
    { kind: 'instead', body: '<!doctype html>', headers: { 'content-type': 'text/html' } },
    'not-the-file',
  ],
  ['no JSON', { kind: 'instead', body: 'nonsense' }, 'bad-file'],
  ['a fault of the server', { kind: 'status', status: 500 }, 'network'],
] as const)('%s in place of the list is told, and the list that came last is used', async (_, fault, code) => {
  const url = hub.url('/models/');
  hub.fail('/models/index.json', fault);
  expect((await readPrepared(url)).problems.map((problem) => [problem.code, problem.details.url])).toEqual([
    [code, hub.url('/models/index.json')],
  ]);

  put('/models/index.json', { format: 1, models: ['m'] });
  put('/models/m/manifest.json', manifest);
  await readPrepared(url);
  hub.fail('/models/index.json', fault);
  hub.fail('/models/m/manifest.json', fault);
  const { manifests, problems, offline } = await readPrepared(url);
  expect(manifests.get('m')).toEqual(manifest);
  expect(problems.map((problem) => problem.code)).toEqual([code, code]);
  expect(offline).toBe(true);
});
