import { BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ARCHIVE_LIMITS, unpackArchives } from './archive';
import { Problems } from './errors';
import { FileReading } from './file-reading';
import type { NamedSource } from './source';
import { bytesSource, textSource } from './testing/sources';

async function zipBytes(entries: Record<string, string>, options: object = {}): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false, ...options });
  for (const [name, text] of Object.entries(entries)) await writer.add(name, new TextReader(text));
  return new Uint8Array(await (await writer.close()).arrayBuffer());
}

const blobSource = (name: string, bytes: Uint8Array<ArrayBuffer>): NamedSource => ({
  name,
  size: bytes.length,
  bytes: new Blob([bytes]),
});

async function readLines(source: NamedSource) {
  const problems = new Problems();
  const lines = [];
  for await (const { text } of (await FileReading.start(source, problems)).lines()) lines.push(text);
  return { lines, told: problems.list.map((problem) => problem.code) };
}

const told = ({ problems }: { problems: { code: string; details: object }[] }) =>
  problems.map(({ code, details }) => ({ code, ...details }));

describe('a zip archive', () => {
  it('is replaced by its files, which can be read again and again', async () => {
    const bytes = await zipBytes({ '2018/日本.jsonl': '一\n二\n', 'b.csv': 'x'.repeat(100_000) });
    for (const source of [blobSource('a.zip', bytes), bytesSource('a.zip', bytes, 1000)]) {
      const { sources, problems } = await unpackArchives([textSource('plain.csv', 'x'), source]);
      expect(problems).toEqual([]);
      expect(sources.map(({ name, size }) => [name, size])).toEqual([
        ['plain.csv', 1],
        ['a.zip/2018/日本.jsonl', 8],
        ['a.zip/b.csv', 100_000],
      ]);
      for (let times = 0; times < 2; times++) {
        expect(await readLines(sources[1]!)).toEqual({ lines: ['一', '二'], told: [] });
      }
      // Looking at the beginning alone leaves nothing hanging.
      for await (const _ of (await FileReading.start(sources[2]!, new Problems())).lines()) break;
    }
  });

  it.each(['../up.csv', '/root.csv', 'a/../../b.csv', 'C:/x.csv', 'a\\b.csv'])(
    'is refused with the path %s',
    async (name) => {
      // Written under a harmless name of the same length, because the writer corrects paths itself.
      const harmless = 'n'.repeat(name.length);
      const bytes = replaceName(await zipBytes({ 'good.csv': 'x', [harmless]: 'y' }), harmless, name);
      const unpacked = await unpackArchives([blobSource('a.zip', bytes)]);
      expect(unpacked.sources).toEqual([]);
      expect(unpacked.problems.length).toBeGreaterThan(0);
      expect(['archive-path', 'archive-damaged']).toContain(unpacked.problems[0]?.code);
    },
  );

  it('is refused when it is locked, too large, or of too many entries', async () => {
    const locked = await unpackArchives([
      blobSource('a.zip', await zipBytes({ 'x.csv': 'x' }, { password: 'secret' })),
    ]);
    expect(told(locked)).toEqual([{ code: 'archive-encrypted', file: 'a.zip', line: null, entry: 'x.csv' }]);

    const many = Object.fromEntries(
      Array.from({ length: ARCHIVE_LIMITS.entries + 1 }, (_, index) => [`${index}.csv`, '']),
    );
    const crowded = await unpackArchives([blobSource('a.zip', await zipBytes(many, { level: 0 }))]);
    expect(told(crowded)).toMatchObject([{ code: 'archive-too-many-entries', limit: ARCHIVE_LIMITS.entries }]);

    const large = stateSize(await zipBytes({ 'x.csv': 'x'.repeat(99) }), ARCHIVE_LIMITS.entryBytes + 1);
    const { sources, problems } = await unpackArchives([blobSource('a.zip', large)]);
    expect(sources).toEqual([]);
    expect(problems[0]?.code).toMatch(/archive-(too-large|damaged)/);
  });

  it('never gives more than its list states, which would be a bomb', async () => {
    const bomb = stateSize(await zipBytes({ 'x.csv': 'x\n'.repeat(5_000_000) }), 10);
    const { sources, problems } = await unpackArchives([blobSource('a.zip', bomb)]);
    if (problems.length > 0) return expect(problems[0]?.code).toBe('archive-damaged');
    const read = await readLines(sources[0]!);
    expect(read.told).toEqual(['unreadable']);
    expect(read.lines.length).toBeLessThan(10);
  });

  it('with a broken entry says so as it is read; cut or random bytes are refused', async () => {
    const bytes = await zipBytes({
      'x.csv': Array.from({ length: 9_999 }, (_, index) => `${index * index}\n`).join(''),
    });
    const broken = bytes.slice();
    broken.fill(0x55, 200, 260);
    const { sources } = await unpackArchives([blobSource('a.zip', broken)]);
    expect((await readLines(sources[0]!)).told).toContain('unreadable');
    for (const wrong of [
      bytes.slice(0, bytes.length / 2),
      bytes.slice(10_000),
      new Uint8Array(5000).fill(7),
      new Uint8Array(),
    ]) {
      const unpacked = await unpackArchives([blobSource('a.zip', wrong)]);
      // A list that came whole names entries that are no longer there: they fail as they are read.
      if (unpacked.sources[0]) expect((await readLines(unpacked.sources[0])).told).toEqual(['unreadable']);
      else expect(told(unpacked)).toMatchObject([{ code: 'archive-damaged', file: 'a.zip' }]);
    }
  });

  it('with any bytes changed is refused or read, and never left hanging', async () => {
    const bytes = await zipBytes({ 'a/x.csv': 'one,two\n'.repeat(50), 'b.jsonl': '{}\n' });
    const change = fc.record({ at: fc.nat({ max: bytes.length - 1 }), to: fc.nat({ max: 255 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const changed = bytes.slice();
        for (const { at, to } of changes) changed[at] = to;
        const { sources, problems } = await unpackArchives([blobSource('a.zip', changed)]);
        for (const source of sources) await readLines(source);
        for (const problem of problems) expect(problem.details.file).toBe('a.zip');
      }),
      { numRuns: 300 },
    );
  });
});

/** Every occurrence, before the entry and in the list. */
function replaceName(bytes: Uint8Array<ArrayBuffer>, from: string, to: string): Uint8Array<ArrayBuffer> {
  const text = Buffer.from(bytes).toString('latin1').replaceAll(from, to);
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** The uncompressed size in the first entry of the list at the end. */
function stateSize(bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice();
  const list = Buffer.from(copy).lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  new DataView(copy.buffer).setUint32(list + 24, size, true);
  return copy;
}
