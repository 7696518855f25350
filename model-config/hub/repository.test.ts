import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adapterFiles, checkpointFiles } from './files.ts';
import { fileUrl, type HubRepository, parseRepositoryId, readRepository } from './repository.ts';

const COMMIT = 'c0ffee'.padEnd(40, '0');
const SHA = 'ab'.repeat(32);
const lfs = (path: string, size: number) => ({ type: 'file', path, size, oid: 'git', lfs: { oid: SHA, size } });
const small = (path: string, size = 10) => ({ type: 'file', path, size, oid: 'git' });

/** What the hub answers, by path and query. */
type Answers = Record<string, { status?: number; headers?: Record<string, string>; body: unknown }>;

const INFO = '/api/models/owner/name/revision/main';
const TREE = `/api/models/owner/name/tree/${COMMIT}?recursive=true`;

let server: Server;
let endpoint: string;
let answers: Answers;
let asked: string[];

beforeEach(async () => {
  asked = [];
  answers = {
    [INFO]: { body: { sha: COMMIT, gated: false, cardData: { license: 'apache-2.0' } } },
    [TREE]: { body: [small('config.json'), lfs('model.safetensors', 5_000_000_000), { type: 'directory', path: 'a' }] },
  };
  server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const { status = 200, headers = {}, body } = answers[url] ?? { status: 404, body: {} };
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

const read = (signal?: AbortSignal) => readRepository('owner/name', 'main', { endpoint, fetch, signal });

describe('a repository', () => {
  it('says its commit, licence and files', async () => {
    expect(await read()).toEqual({
      id: 'owner/name',
      commit: COMMIT,
      licence: 'apache-2.0',
      gated: false,
      files: [
        { path: 'config.json', bytes: 10, sha256: null },
        { path: 'model.safetensors', bytes: 5_000_000_000, sha256: SHA },
      ],
    });
  });

  it('is read page by page, and never from another server', async () => {
    const next = `${TREE}&cursor=abc`;
    answers[TREE]!.headers = { link: `<https://elsewhere.example${next}>; rel="next"` };
    answers[next] = { body: [small('last.json')] };
    expect((await read()).files.map(({ path }) => path)).toEqual(['config.json', 'model.safetensors', 'last.json']);
    expect(asked).toEqual([INFO, TREE, next]);
  });

  it('whose pages lead in a circle is given up', async () => {
    answers[TREE]!.headers = { link: `<${TREE}>; rel="next"` };
    await expect(read()).rejects.toMatchObject({ code: 'bad-answer' });
  });

  it.each([
    [['mit', 'other'], 'mit, other'],
    [undefined, null],
    ['', null],
  ])('has the licence of its card: %j', async (license, licence) => {
    answers[INFO]!.body = { sha: COMMIT, gated: 'manual', cardData: { license } };
    expect(await read()).toMatchObject({ licence, gated: true });
  });

  it('names a branch with a slash in one part of the address', async () => {
    const info = '/api/models/owner/name/revision/refs%2Fpr%2F1';
    answers[info] = answers[INFO]!;
    await readRepository('owner/name', 'refs/pr/1', { endpoint, fetch });
    expect(asked[0]).toBe(info);
  });
});

describe('a refusal', () => {
  it.each([
    [404, {}, 'no-repository'],
    [401, { 'x-error-code': 'RepoNotFound' }, 'no-repository'],
    [401, {}, 'gated'],
    [403, { 'x-error-code': 'GatedRepo' }, 'gated'],
    [429, {}, 'network'],
    [503, {}, 'network'],
  ])('%i %j is %s', async (status, headers, code) => {
    answers[INFO] = { status, headers, body: {} };
    await expect(read()).rejects.toMatchObject({ name: 'HubError', code, details: { id: 'owner/name', status } });
  });

  it.each([
    ['<html>', ''],
    [{ sha: 'main' }, 'sha'],
    [{ sha: COMMIT, cardData: { license: 7 } }, 'cardData.license'],
  ])('of what is no answer of the hub: %j', async (body, field) => {
    answers[INFO] = { body };
    await expect(read()).rejects.toMatchObject({ code: 'bad-answer', details: { field } });
  });

  it.each([
    [[{ type: 'file', path: 'a' }], { file: 'a' }],
    [[{ ...lfs('a', 1), lfs: { oid: 'x', size: 1 } }], { field: '[0].lfs.oid' }],
    [[small('a', -1)], { field: '[0].size' }],
  ])('of a list that is none: %j', async (body, details) => {
    answers[TREE] = { body };
    await expect(read()).rejects.toMatchObject({ code: 'bad-answer', details });
  });

  it('tells a network that is gone from a person who cancels', async () => {
    const gone = { endpoint: 'http://127.0.0.1:1', fetch };
    await expect(readRepository('owner/name', 'main', gone)).rejects.toMatchObject({ code: 'network' });
    const reason = new Error('enough');
    await expect(read(AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe('a name', () => {
  it.each([
    ['owner/name', 'owner/name', null],
    [' Qwen/Qwen2.5-0.5B ', 'Qwen/Qwen2.5-0.5B', null],
    ['https://huggingface.co/owner/name', 'owner/name', null],
    ['https://huggingface.co/owner/name/?library=x', 'owner/name', null],
    ['hf.co/owner/name/tree/v1.0', 'owner/name', 'v1.0'],
    ['https://huggingface.co/owner/name/blob/main/config.json', 'owner/name', 'main'],
  ])('is read from %s', (text, id, revision) => {
    expect(parseRepositoryId(text)).toEqual({ id, revision });
  });

  it.each([
    '',
    'name',
    'a/b/c',
    '../x',
    'a/..',
    'a/.b',
    'https://huggingface.co/datasets/a/b',
    'https://elsewhere.example/a/b',
  ])('is not %j', (text) => {
    expect(() => parseRepositoryId(text)).toThrow(expect.objectContaining({ code: 'bad-id', details: { id: text } }));
  });

  it('becomes an address', () => {
    expect(fileUrl('https://hub', 'a/b', COMMIT, 'x y.json')).toBe(`https://hub/a/b/resolve/${COMMIT}/x%20y.json`);
  });
});

describe('what is converted', () => {
  const repository = (...paths: string[]): HubRepository => ({
    ...{ id: 'owner/name', commit: COMMIT, licence: null, gated: false },
    files: paths.map((path) => ({ path, bytes: 1, sha256: null })),
  });
  const chosen = (...paths: string[]) => checkpointFiles(repository(...paths)).map(({ path }) => path);
  const INDEX = 'model.safetensors.index.json';
  const shard = (n: number) => `model-0000${n}-of-00002.safetensors`;

  it('is the index with its files, from the root alone', () => {
    const files = ['README.md', 'config.json', 'tokenizer.json', 'chat_template.jinja', INDEX, shard(1), shard(2)];
    const others = ['consolidated.safetensors', `original/${shard(1)}`, 'pytorch_model.bin'];
    expect(chosen(...files, ...others)).toEqual(files.slice(1));
  });

  it.each([[[]], [[INDEX, shard(1), shard(2)]]])(
    'is one file where there is one, whatever else there is: %j',
    (others) => {
      const files = ['config.json', 'tokenizer.json', 'model.safetensors'];
      expect(chosen(...files.toReversed(), ...others)).toEqual(files);
    },
  );

  it.each([
    ['config.json', ['tokenizer.json', 'model.safetensors']],
    ['tokenizer.json', ['config.json', 'model.safetensors']],
    ['model.safetensors', ['config.json', 'tokenizer.json', 'pytorch_model.bin']],
    ['model-00001-of-….safetensors', ['config.json', 'tokenizer.json', INDEX]],
  ])('is nothing without %s', (file, paths) => {
    expect(() => chosen(...paths)).toThrow(
      expect.objectContaining({ code: 'no-weights', details: { id: 'owner/name', file } }),
    );
  });

  it('of an adapter is two files', () => {
    const files = adapterFiles(repository('README.md', 'adapter_config.json', 'adapter_model.safetensors'));
    expect(files.map(({ path }) => path)).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
    expect(() => adapterFiles(repository('adapter_config.json'))).toThrow(
      'owner/name: it has no adapter_model.safetensors',
    );
  });
});
