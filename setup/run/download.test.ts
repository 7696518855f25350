import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { download, type Wanted } from './download.ts';
import { describeError } from './errors.ts';
import { Publisher } from './testing/publisher.ts';

let folder: string;
let publisher: Publisher;
let waits: number[];
let details: string[];
let progress: [number, number][];

const clock = { now: () => Date.UTC(2026, 0, 1), wait: async (ms: number) => waits.push(ms) };
const report = {
  detail: (text: string) => details.push(text),
  progress: (done: number, total: number) => progress.push([done, total]),
};
const target = () => join(folder, 'in', 'file.zip');
const part = () => `${target()}.part`;

/** Bytes of which no two stretches are alike, from a seed. */
function bytesOf(length: number, seed: number): Buffer {
  const random = randomOf(seed);
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
}

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const sha256 = (body: Buffer) => createHash('sha256').update(body).digest('hex');
const body = bytesOf(50_000, 1);

const fetchIt = (wanted: Partial<Wanted> = {}) =>
  download(
    { url: `${publisher.url}/file.zip`, target: target(), otherwise: 'Ask somebody.', ...wanted },
    report,
    clock,
  );
const refusal = (wanted: Partial<Wanted> = {}) =>
  fetchIt(wanted).then(
    () => 'taken',
    (error: unknown) => describeError(error),
  );
const offer = (file: Omit<Parameters<Publisher['files']['set']>[1], 'body'> & { body?: Buffer } = {}) =>
  publisher.files.set('/file.zip', { body, ...file });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'download-'));
  [waits, details, progress] = [[], [], []];
  publisher = await new Publisher().start();
});

afterEach(async () => {
  await publisher.stop();
  rmSync(folder, { recursive: true });
});

function expectWhole(of = body): void {
  expect(readFileSync(target()).equals(of)).toBe(true);
  expect(readdirSync(join(folder, 'in'))).toEqual(['file.zip']);
}

it('downloads through redirects, and leaves nothing but the file', async () => {
  offer();
  publisher.redirects.set('/archive.zip', '/elsewhere');
  publisher.redirects.set('/elsewhere', `${publisher.url}/file.zip`);
  await fetchIt({ url: `${publisher.url}/archive.zip`, sha256: sha256(body), bytes: body.length });
  expectWhole();
  expect(progress.at(-1)).toEqual([50_000, 50_000]);
  expect(details.at(-2)).toBe('50 kB of 50 kB');
  expect(waits).toEqual([]);
});

it('takes a file of unknown length, and an empty one', async () => {
  offer({ chunked: true });
  await fetchIt();
  expectWhole();
  offer({ body: Buffer.alloc(0) });
  await fetchIt();
  expectWhole(Buffer.alloc(0));
});

describe('a connection that breaks', () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed))('anywhere and often (seed %i)', async (seed) => {
    offer();
    const random = randomOf(seed);
    const cuts = Array.from({ length: 1 + Math.floor(random() * 5) }, () => 1 + Math.floor(random() * 9_000));
    publisher.mishaps.push(...cuts.map((cutAfter) => ({ cutAfter })));
    await fetchIt({ sha256: sha256(body) });
    expectWhole();
    // Nothing was sent twice, and every cut was waited for.
    expect(publisher.sent).toBe(body.length);
    expect(publisher.asked).toHaveLength(cuts.length + 1);
    expect(waits).toHaveLength(cuts.length);
  });

  it('is waited for longer each time while nothing comes, and then given up', async () => {
    offer();
    publisher.mishaps.push({ cutAfter: 10_000 }, ...Array.from({ length: 6 }, () => ({ cutAfter: 0 })));
    const text = await refusal();
    expect(text).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/file\.zip could not be had: no answer \(socket hang up\)/);
    expect(text).toContain('it goes on where it stopped');
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 32_000]);
    expect(existsSync(target())).toBe(false);
    publisher.mishaps.length = 0;
    publisher.sent = 0;
    await fetchIt();
    expectWhole();
    expect(publisher.sent).toBe(40_000);
  });

  it('starts again where the server does not do ranges', async () => {
    offer({ ranges: 'ignored' });
    publisher.mishaps.push({ cutAfter: 20_000 });
    await fetchIt();
    expectWhole();
    expect(publisher.sent).toBe(70_000);
  });

  it('starts again where nothing says that it is still the same file', async () => {
    offer({ etag: 'W/"weak"' });
    publisher.mishaps.push({ cutAfter: 20_000 });
    await fetchIt();
    expectWhole();
    expect(publisher.asked.map(({ range }) => range)).toEqual([null, null]);
  });

  it('goes on without an ETag where the hash will tell', async () => {
    offer({ etag: null });
    publisher.mishaps.push({ cutAfter: 20_000 });
    await fetchIt({ sha256: sha256(body) });
    expectWhole();
    expect(publisher.sent).toBe(body.length);
  });

  it('is no server at all', async () => {
    // Port 1 is nobody's.
    expect(await refusal({ url: 'http://127.0.0.1:1/file.zip' })).toContain('no answer (connect ECONNREFUSED');
    expect(waits).toHaveLength(5);
  });
});

it.each(['honoured', 'unconditional'] as const)('drops what belongs to an older file (ranges %s)', async (ranges) => {
  offer({ body: bytesOf(50_000, 2) });
  publisher.mishaps.push({ cutAfter: 30_000 }, ...Array.from({ length: 6 }, () => ({ cutAfter: 0 })));
  await refusal();
  expect(readFileSync(part())).toHaveLength(30_000);
  publisher.mishaps.length = 0;
  offer({ ranges });
  await fetchIt();
  expectWhole();
});

it('goes on after a process that ended in the middle, and trusts no part of another address', async () => {
  offer();
  mkdirSync(join(folder, 'in'));
  writeFileSync(part(), body.subarray(0, 12_345));
  const { etag, total } = { etag: `"${sha256(body).slice(0, 16)}"`, total: body.length };
  writeFileSync(`${part()}.json`, JSON.stringify({ url: `${publisher.url}/file.zip`, etag, total }));
  await fetchIt();
  expectWhole();
  expect(publisher.asked).toMatchObject([{ path: '/file.zip', range: 'bytes=12345-', ifRange: etag }]);
  expect(progress.at(-1)).toEqual([50_000 - 12_345, 50_000 - 12_345]);

  rmSync(target());
  writeFileSync(part(), bytesOf(40_000, 3));
  writeFileSync(`${part()}.json`, JSON.stringify({ url: 'http://127.0.0.1/other.zip', etag, total }));
  await fetchIt();
  expectWhole();

  rmSync(target());
  writeFileSync(part(), bytesOf(40_000, 3));
  writeFileSync(`${part()}.json`, '{"url":');
  await fetchIt();
  expectWhole();
});

it('asks for nothing more where all bytes are here, whether it knows or has to be told', async () => {
  offer();
  mkdirSync(join(folder, 'in'));
  const note = { url: `${publisher.url}/file.zip`, etag: `"${sha256(body).slice(0, 16)}"` };
  for (const [total, requests] of [[body.length, 0] as const, [null, 1] as const]) {
    writeFileSync(part(), body);
    writeFileSync(`${part()}.json`, JSON.stringify({ ...note, total }));
    publisher.asked.length = 0;
    await fetchIt();
    expectWhole();
    expect(publisher.asked).toHaveLength(requests);
  }
  // More than the whole file: of another one.
  writeFileSync(part(), Buffer.concat([body, body]));
  writeFileSync(`${part()}.json`, JSON.stringify({ ...note, total: null }));
  await fetchIt();
  expectWhole();
});

describe('a server that wants to be left alone', () => {
  it.each([
    ['seconds', '7', 7_000],
    ['a date', 'Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['nothing', '', 2_000],
  ])('with %s in Retry-After', async (_, value, ms) => {
    offer();
    publisher.mishaps.push({ status: 429, headers: { 'retry-after': value } });
    await fetchIt();
    expectWhole();
    expect(waits).toEqual([ms]);
    expect(details[0]).toContain('answers 429 Too Many Requests; again in');
  });

  it('for too long is not waited for', async () => {
    publisher.mishaps.push({ status: 429, headers: { 'retry-after': '3600' } });
    expect(await refusal()).toMatch(/answers 429 Too Many Requests and wants no further request for 60 minutes/);
    expect(waits).toEqual([]);
  });
});

it('tries again after 5xx', async () => {
  offer();
  publisher.mishaps.push({ status: 503, headers: { 'retry-after': '1' } }, { status: 500 });
  await fetchIt();
  expectWhole();
  expect(waits).toEqual([1_000, 4_000]);
});

it.each([
  [404, /answers 404 Not Found\.\n {2}Next: {3}The publisher has moved or removed it\. Ask somebody\./],
  [403, /answers 403 Forbidden\.\n {2}Next: {3}The publisher wants to know who asks/],
])('says what to do after %i, at once', async (status, text) => {
  publisher.mishaps.push({ status });
  expect(await refusal()).toMatch(text);
  expect(publisher.asked).toHaveLength(1);
});

it('refuses a file with a wrong byte or length, and keeps nothing of it', async () => {
  const wrong = Buffer.from(body);
  wrong[40_000]! ^= 1;
  offer({ body: wrong });
  expect(await refusal({ sha256: sha256(body) })).toMatch(/is not the file that was expected: its SHA-256 is/);
  expect(await refusal({ bytes: 49_999 })).toContain('has 50000 bytes instead of 49999');
  offer({ chunked: true });
  expect(await refusal({ bytes: 49_999 })).toContain('has 50000 bytes instead of 49999');
  expect(readdirSync(join(folder, 'in'))).toEqual([]);
});

describe('a hash that the hub states as it sends on to the file', () => {
  const stated = (etag: string) => {
    publisher.redirects.set('/resolve/file.zip', '/file.zip');
    publisher.redirectHeaders.set('/resolve/file.zip', { 'x-linked-etag': etag });
    return { url: `${publisher.url}/resolve/file.zip` };
  };

  it('lets a download go on after cuts, where the file itself has no ETag', async () => {
    offer({ etag: null });
    publisher.mishaps.push({ cutAfter: 20_000 }, { cutAfter: 7_000 });
    await fetchIt(stated(`"${sha256(body)}"`));
    expect(readFileSync(target()).equals(body)).toBe(true);
    expect(publisher.sent).toBe(body.length);
  });

  it('finds a wrong byte', async () => {
    offer({ body: Buffer.concat([Buffer.of(body[0]! ^ 1), body.subarray(1)]) });
    expect(await refusal(stated(`"${sha256(body)}"`))).toContain('is not the file that was expected');
    expect(readdirSync(join(folder, 'in'))).toEqual([]);
  });

  it('gives the rest of no other file to what is here', async () => {
    offer({ etag: null });
    publisher.mishaps.push({ cutAfter: 20_000 });
    const other = bytesOf(50_000, 2);
    const wanted = stated(`"${sha256(body)}"`);
    const waiting = {
      ...clock,
      wait: async (ms: number) => {
        offer({ body: other, etag: null });
        stated(`"${sha256(other)}"`);
        return waits.push(ms);
      },
    };
    await download({ ...wanted, target: target(), otherwise: 'Ask.' }, report, waiting);
    expect(readFileSync(target()).equals(other)).toBe(true);
  });

  it('is none where it is that of a small file, which is of another kind', async () => {
    offer();
    await fetchIt(stated('"6d34772f5ca361021038b404fb913ec8dc0b1a5a"'));
    expect(readFileSync(target()).equals(body)).toBe(true);
  });
});

it('refuses a file that comes compressed against its wish', async () => {
  offer({ headers: { 'content-encoding': 'gzip' } });
  expect(await refusal()).toContain('comes compressed (gzip), which was not asked for');
});

it('follows no circle of redirects and none to another kind of address', async () => {
  publisher.redirects.set('/file.zip', '/file.zip');
  expect(await refusal()).toContain('more than 10 times');
  publisher.redirects.set('/file.zip', 'file:///etc/passwd');
  expect(await refusal()).toContain('leads to file:///etc/passwd, which is not taken');
});

it('tells a disk that takes nothing from a broken network', async () => {
  offer();
  writeFileSync(join(folder, 'in'), 'a file where the folder should be');
  expect(await refusal()).toMatch(/can't be written: .*EEXIST.*\n {2}Next: {3}Make room on the disk/);
  rmSync(join(folder, 'in'));
  mkdirSync(`${part()}.json`, { recursive: true });
  expect(await refusal()).toMatch(/can't be written: .*EISDIR/);
  expect(waits).toEqual([]);
});
