import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './server.ts';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

let folder: string;
let server: RunningServer;

/** A raw request: `fetch` would tidy the path and may not set Host. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path, method, headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString('latin1');
      });
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    request.on('error', reject);
    request.end();
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'served-'));
  mkdirSync(join(folder, 'dist/assets'), { recursive: true });
  mkdirSync(join(folder, 'models/m'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'dist/index.html'), '<!doctype html><title>Hakui</title>');
  writeFileSync(join(folder, 'dist/assets/index-Bx3_k-9Q.js'), 'export {};');
  writeFileSync(join(folder, 'models/index.json'), '{}');
  writeFileSync(join(folder, 'models/m/shard.bin'), '0123456789');
  writeFileSync(join(folder, 'models/m/gpu.wasm'), '\0asm');
  server = await startServer({
    roots: [
      { prefix: '/', dir: join(folder, 'dist') },
      { prefix: '/models/', dir: join(folder, 'models') },
    ],
    port: 0,
  });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

describe('the static server', () => {
  it('listens on this machine alone', () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  });

  it('gives the page for "/" and isolates it from other origins', async () => {
    const { status, headers, body } = await ask('/');
    expect(status).toBe(200);
    expect(body).toContain('<title>Hakui</title>');
    expect(headers['content-type']).toMatch(/^text\/html/);
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['permissions-policy']).toContain('microphone=()');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });

  it.each([
    ['/models/m/gpu.wasm', 'application/wasm'],
    ['/models/index.json', 'application/json'],
    ['/models/m/shard.bin', 'application/octet-stream'],
    ['/assets/index-Bx3_k-9Q.js', 'text/javascript'],
  ])('gives %s as %s', async (path, type) => {
    const { status, headers } = await ask(path);
    expect(status).toBe(200);
    expect(headers['content-type']?.split(';')[0]).toBe(type);
  });

  it('lets a browser keep what carries a hash in its name, and nothing else', async () => {
    expect((await ask('/assets/index-Bx3_k-9Q.js')).headers['cache-control']).toContain('immutable');
    for (const path of ['/', '/index.html', '/models/index.json', '/models/m/shard.bin']) {
      expect((await ask(path)).headers['cache-control'], path).toBe('no-cache');
    }
  });

  it('spares a second transfer of an unchanged file', async () => {
    const { headers } = await ask('/models/m/shard.bin');
    const again = await ask('/models/m/shard.bin', { 'If-None-Match': headers.etag! });
    expect(again.status).toBe(304);
    expect(again.body).toBe('');
  });

  it('finds a file that came after the start', async () => {
    expect((await ask('/models/late.json')).status).toBe(404);
    writeFileSync(join(folder, 'models/late.json'), '{}');
    expect((await ask('/models/late.json')).status).toBe(200);
  });
});

describe('ranges', () => {
  it.each([
    ['bytes=2-5', '2345', 'bytes 2-5/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=7-99', '789', 'bytes 7-9/10'],
  ])('gives %s', async (range, body, contentRange) => {
    const answer = await ask('/models/m/shard.bin', { Range: range });
    expect(answer.status).toBe(206);
    expect(answer.body).toBe(body);
    expect(answer.headers['content-range']).toBe(contentRange);
    expect(answer.headers['content-length']).toBe(String(body.length));
  });

  it('refuses a range after the end', async () => {
    const answer = await ask('/models/m/shard.bin', { Range: 'bytes=10-' });
    expect(answer.status).toBe(416);
    expect(answer.headers['content-range']).toBe('bytes */10');
  });

  it.each(['bytes=-3', 'bytes=0-0', 'bytes=5-2', 'bytes=0-1,4-5', 'lines=1-2'])(
    'gives the whole file for %s rather than wrong bytes',
    async (range) => {
      const answer = await ask('/models/m/shard.bin', { Range: range });
      expect(answer.status).toBe(200);
      expect(answer.body).toBe('0123456789');
    },
  );
});

describe('requests that are not from this machine’s own page', () => {
  it.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1'])('refuses the host %s', async (host) => {
    const answer = await ask('/', { Host: host });
    expect(answer.status).toBe(421);
    expect(answer.body).not.toContain('Hakui');
  });

  it('answers to localhost', async () => {
    expect((await ask('/', { Host: `localhost:${new URL(server.url).port}` })).status).toBe(200);
  });

  it.each([
    '/../secret.txt',
    '/models/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/models/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/%',
  ])('does not leave its folders for %s', async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('secret');
    expect(answer.headers['content-security-policy']).toBeDefined();
  });

  it.each(['POST', 'PUT', 'DELETE'])('refuses %s', async (method) => {
    expect((await ask('/', {}, method)).status).toBe(405);
  });

  it('answers HEAD without a body', async () => {
    const answer = await ask('/models/m/shard.bin', {}, 'HEAD');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-length']).toBe('10');
    expect(answer.body).toBe('');
  });
});

it('says that a port is taken', async () => {
  const { port } = new URL(server.url);
  await expect(startServer({ roots: [], port: Number(port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
