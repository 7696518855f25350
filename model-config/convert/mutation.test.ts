import fc from 'fast-check';
import { expect, it } from 'vitest';
import { convertGguf } from './convert.ts';
import { ConversionError } from './errors.ts';
import { memorySink, memorySource } from './testing/memory-files.ts';
import { rawGguf } from './testing/raw-gguf.ts';
import { smallGguf, smallRecord } from './testing/small-model.ts';

const valid = rawGguf(smallGguf());

/** Bytes that lie in counts, lengths, types and offsets as well as anywhere. */
const change = fc.record({
  at: fc.oneof(fc.nat(valid.length - 1), fc.nat(2000)),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    fc.constantFrom([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0, 0, 0, 0, 0x80], [0, 0, 0, 0], [9]),
  ),
});
const spoilt = fc
  .record({ changes: fc.array(change, { maxLength: 4 }), end: fc.option(fc.nat(valid.length), { nil: valid.length }) })
  .map(({ changes, end }) => {
    const file = valid.slice();
    for (const { at, bytes } of changes) file.set(bytes.slice(0, file.length - at), at);
    return file.slice(0, end);
  });

it('answers every spoilt file with a model or a ConversionError, and asks only for what is there', async () => {
  const outcomes = { model: 0, error: 0 };
  await fc.assert(
    fc.asyncProperty(spoilt, async (bytes) => {
      const source = memorySource('spoilt.gguf', bytes); // throws when read outside
      const sink = memorySink();
      try {
        await convertGguf({ record: smallRecord, sources: [source], sink, quantization: 'q4f16_1' });
        outcomes.model++;
      } catch (error) {
        expect(error).toBeInstanceOf(ConversionError);
        expect((error as Error).message).toContain('spoilt.gguf');
        outcomes.error++;
      }
      expect(sink.unclosed.size).toBe(0);
    }),
    { numRuns: 1000 },
  );
  expect(outcomes.model).toBeGreaterThan(0);
  expect(outcomes.error).toBeGreaterThan(100);
}, 120_000);

it('refuses a file cut off anywhere before its last tensor ends', async () => {
  const lastByte = valid.length - 1;
  await fc.assert(
    fc.asyncProperty(fc.nat(lastByte), async (end) => {
      const source = memorySource('short.gguf', valid.slice(0, end));
      const conversion = convertGguf({
        record: smallRecord,
        sources: [source],
        sink: memorySink(),
        quantization: 'q4f32_1',
      });
      await expect(conversion).rejects.toBeInstanceOf(ConversionError);
    }),
    { numRuns: 300 },
  );
}, 120_000);
