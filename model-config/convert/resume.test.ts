import { describe, expect, it } from 'vitest';
import { type Conversion, convertGguf, Written } from './convert.ts';
import { memorySink, memorySource } from './testing/memory-files.ts';
import { rawGguf } from './testing/raw-gguf.ts';
import { smallGguf, smallRecord } from './testing/small-model.ts';

/** A shard of it holds one matrix or two, so that there are many places to go on from. */
const SHARD_BYTES = 2048;

const broken = new Error('broken off');
const source = () => memorySource('small.gguf', rawGguf(smallGguf()));
const order: Omit<Conversion, 'sink'> = { record: smallRecord, quantization: 'q4f32_1', shardBytes: SHARD_BYTES };

/** Converts, and breaks off at the given step of progress, over and over, until the model is whole. */
async function withBreaks(breakAfter: () => number) {
  const sink = memorySink();
  let breaks = 0;
  let resume: Written | undefined;
  for (;;) {
    const abort = new AbortController();
    let left = breakAfter();
    const before = resume?.parameters ?? -1;
    try {
      const files = await convertGguf({
        ...{ ...order, sources: [source()], sink, resume, signal: abort.signal },
        onProgress: () => left-- === 0 && abort.abort(broken),
        // As it comes back from where it is kept.
        onWritten: async (written) => {
          resume = Written.parse(JSON.parse(JSON.stringify(written)));
        },
      });
      return { files, sink, breaks };
    } catch (error) {
      if (error !== broken) throw error;
      expect(resume?.parameters ?? -1).toBeGreaterThanOrEqual(before);
      expect([...sink.unclosed]).toEqual([]);
      breaks++;
    }
  }
}

describe('a conversion that is broken off', () => {
  it.each([9, 11, 13])('comes out as an unbroken one, breaking after %i steps', async (steps) => {
    const whole = memorySink();
    const files = await convertGguf({ ...order, sources: [source()], sink: whole });
    const parts = await withBreaks(() => steps);
    expect(parts.breaks).toBeGreaterThan(0);
    expect(parts.files).toEqual(files);
    expect(parts.sink.files).toEqual(whole.files);
  });

  it('begins behind the shards that are finished', async () => {
    const states: Written[] = [];
    await convertGguf({
      ...{ ...order, sources: [source()], sink: memorySink() },
      onWritten: async (written) => void states.push(written),
    });
    const last = states.at(-1)!;
    expect(last.shards.length).toBeGreaterThan(4);
    const reports: number[] = [];
    const sink = memorySink();
    await convertGguf({
      ...{ ...order, sources: [source()], sink, resume: last },
      onProgress: ({ done }) => void reports.push(done),
    });
    const written = new Set(last.files.map(({ path }) => path));
    expect([...sink.files.keys()].filter((path) => written.has(path))).toEqual([]);
    expect(reports[0]).toBe(last.shards.reduce((sum, { nbytes }) => sum + nbytes, 0));
  });
});
