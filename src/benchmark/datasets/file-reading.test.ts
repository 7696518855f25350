import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problems } from './errors';
import { FileReading, LONGEST_LINE } from './file-reading';
import type { NamedSource } from './source';
import { bytesSource } from './testing/sources';

async function read(source: NamedSource) {
  const problems = new Problems();
  const reading = await FileReading.start(source, problems);
  const lines: [number, string][] = [];
  for await (const { number, text } of reading.lines()) lines.push([number, text]);
  const told = problems.list.map(({ code, details }) => [code, details.line]);
  return { lines, told, file: reading.file() };
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('lines', () => {
  it('come with their numbers, empty ones too, with either line end and without the last one', async () => {
    const { lines } = await read(bytesSource('a', bytes('\uFEFFone\r\n\n二\nlast')));
    expect(lines).toEqual([
      [1, 'one'],
      [2, ''],
      [3, '二'],
      [4, 'last'],
    ]);
  });

  it('of an empty file are none', async () => {
    expect((await read(bytesSource('a', bytes('')))).lines).toEqual([]);
  });

  it('that are not UTF-8 or endless are named, and those after them still read', async () => {
    const long = new Uint8Array(10 * LONGEST_LINE).fill(120);
    const content = [Uint8Array.of(0x61, 0xff, 10), long, Uint8Array.of(10), bytes('good\n')];
    const whole = new Uint8Array(await new Blob(content).arrayBuffer());
    const { lines, told } = await read(bytesSource('a', whole, 65_536));
    expect(told).toEqual([
      ['not-utf8', 1],
      ['line-too-long', 2],
    ]);
    expect(lines).toEqual([[3, 'good']]);
  });

  it('end with a problem where the stream fails', async () => {
    const open = () =>
      new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(bytes('one\n'));
        },
        pull(controller) {
          controller.error(new Error('the disk was taken out'));
        },
      });
    const { told } = await read({ name: 'a', size: 9, bytes: open });
    expect(told.map(([code]) => code)).toEqual(['unreadable']);
  });

  it('are the same however the stream cuts its bytes, and the hash is that of the file', async () => {
    const text = fc.string({ unit: 'binary' }).map((each) => each.replace(/[\r\uFEFF]/g, '').toWellFormed());
    await fc.assert(
      fc.asyncProperty(fc.array(text), fc.integer({ min: 1, max: 9 }), fc.boolean(), async (parts, chunk, crlf) => {
        const expected = parts.join('\n').split('\n');
        if (expected.at(-1) === '') expected.pop();
        const content = bytes(parts.join('\n').replaceAll('\n', crlf ? '\r\n' : '\n'));
        const { lines, file } = await read(bytesSource('a', content, chunk));
        expect(lines).toEqual(expected.map((line, index) => [index + 1, line]));
        const sha256 = createHash('sha256').update(content).digest('hex');
        expect(file).toEqual({ name: 'a', bytes: content.length, sha256 });
      }),
    );
  });
});
