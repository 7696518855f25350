import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGguf } from '../convert/gguf.ts';
import { openFileSource } from '../convert/node/files.ts';
import { itWithPython, runScript } from '../convert/testing/python.ts';
import { readRecords } from '../models/read-records.ts';
import { Random } from '../tiny/random.ts';
import { HALF_TO_FLOAT } from './half.ts';
import { plain } from './plain.ts';
import { type Coded, GROUP, type Layout, NotFiniteError, ZERO } from './rule.ts';
import { searched } from './searched.ts';

const LAYOUTS: Layout[] = ([4, 8] as const).flatMap((bits) =>
  (['float16', 'float32'] as const).map((scale) => ({ bits, scale })),
);
const RULES = { plain, searched };
const rows = (values: Float32Array) => ({ values, parameter: 'test', from: 0 });

/** Weights of any size a scale can hold, from below the smallest half upwards. */
const groupOf = (min: number, max: number) =>
  fc
    .record({
      exponent: fc.integer({ min, max }),
      values: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: GROUP, maxLength: GROUP }),
    })
    .map(({ exponent, values }) => Float32Array.from(values, (v) => v * 2 ** exponent));
const group = groupOf(-40, 15);

const valuesOf = ({ codes, scales }: Coded, { bits }: Layout) =>
  Array.from(codes, (q, i) => (q - ZERO[bits]) * scales[Math.floor(i / GROUP)]!);

/** Σ √(mean w² + w²) · error². */
function weightedError(values: Float32Array, got: number[]): number {
  const mean = values.reduce((sum, v) => sum + v * v, 0) / values.length;
  return values.reduce((sum, v, i) => sum + Math.sqrt(mean + v * v) * (v - got[i]!) ** 2, 0);
}

describe.each(LAYOUTS)('$bits bits with $scale scales', (layout) => {
  const halfOnly: Layout = { ...layout, scale: 'float16' };
  const code = (values: Float32Array) => searched(rows(values), layout);

  it('is not further off than the plain rule in the weighted measure', () => {
    fc.assert(
      // From where the plain rule's scale in half precision is a normal half: its float32 scales have more digits.
      fc.property(groupOf(-6, 15), (values) => {
        const ours = weightedError(values, valuesOf(code(values), layout));
        const theirs = weightedError(values, valuesOf(plain(rows(values), halfOnly), layout));
        expect(ours).toBeLessThanOrEqual(theirs * (1 + 1e-9));
      }),
      { numRuns: 500 },
    );
  });

  it('codes a mirrored group the same, with the scale mirrored', () => {
    fc.assert(
      fc.property(group, (values) => {
        const [one, other] = [code(values), code(values.map((v) => -v))];
        expect(other.codes).toEqual(one.codes);
        expect([...other.scales].map((s) => 0 - s)).toEqual([...one.scales].map((s) => s + 0));
      }),
    );
  });

  it('keeps weights that lie on its grid, whatever the sign of the scale', () => {
    const { bits } = layout;
    const code = fc.integer({ min: 0, max: 2 ** bits - 1 });
    fc.assert(
      fc.property(
        fc.array(code, { minLength: GROUP - 1, maxLength: GROUP - 1 }),
        fc.constantFrom(0, 2 * ZERO[bits], 2 ** bits - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom(1, -1),
        (codes, end, s, sign) => {
          const values = Float32Array.from([end, ...codes.map((q) => Math.min(q, 2 * ZERO[bits]))], (q) => {
            return ((q - ZERO[bits]) * sign * s) / 1024;
          });
          const got = searched(rows(values), layout);
          expect(valuesOf(got, layout).map((v) => v + 0)).toEqual(Array.from(values, (v) => v + 0));
        },
      ),
    );
  });

  it('holds nothing but what its type of scales holds, and zero as zero', () => {
    fc.assert(
      fc.property(group, (values) => {
        values.fill(0, 20);
        const got = code(values);
        expect(valuesOf(got, layout).slice(20)).toEqual(new Array(12).fill(expect.closeTo(0, 300)));
        expect(Number.isFinite(got.scales[0])).toBe(true);
      }),
    );
    expect(code(new Float32Array(GROUP))).toEqual({
      codes: new Uint8Array(GROUP).fill(ZERO[layout.bits]),
      scales: new Float32Array(1),
    });
  });

  it.each(Object.entries(RULES))(
    'is refused by %s where a value is no number, with the group it stands in',
    (_, rule) => {
      for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const values = new Float32Array(3 * GROUP).fill(0.5);
        values[GROUP + 7] = wrong;
        expect(() => rule(rows(values), layout)).toThrow(NotFiniteError);
        expect(() => rule(rows(values), layout)).toThrow(expect.objectContaining({ index: GROUP, value: null }));
      }
    },
  );
});

it.each(Object.entries(RULES))(
  '%s refuses what is too large for scales in half precision, and float32 holds it',
  (_, rule) => {
    const values = new Float32Array(GROUP).fill(-1e8);
    expect(() => rule(rows(values), { bits: 4, scale: 'float16' })).toThrow(
      expect.objectContaining({ index: 0, value: 1e8 }),
    );
    expect(() => rule(rows(values), { bits: 8, scale: 'float16' })).toThrow(NotFiniteError);
    expect(valuesOf(rule(rows(values), { bits: 4, scale: 'float32' }), LAYOUTS[1]!)[5]).toBeCloseTo(-1e8, -5);
  },
);

it.each([4, 8] as const)('codes and scales in %i bits are the same in both types wherever a half is normal', (bits) => {
  fc.assert(
    fc.property(groupOf(-5, 15), (values) => {
      fc.pre(values.some((v) => Math.abs(v) > 2 ** -6));
      expect(searched(rows(values), { bits, scale: 'float16' })).toEqual(
        searched(rows(values), { bits, scale: 'float32' }),
      );
    }),
  );
});

it('holds the weights of Q8_0 as they are in 8 bits: its groups and scales are the same', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -127, max: 127 }), { minLength: GROUP - 1, maxLength: GROUP - 1 }),
      fc.integer({ min: 1, max: 0x7bff }),
      fc.constantFrom(127, -127),
      (codes, bits, largest) => {
        // llama.cpp stores d = max |w| / 127, so that one code is 127 or -127.
        const values = Float32Array.from([...codes, largest], (q) => q * HALF_TO_FLOAT[bits]!);
        const layout: Layout = { bits: 8, scale: 'float16' };
        expect(valuesOf(searched(rows(values), layout), layout).map((v) => v + 0)).toEqual(
          [...values].map((v) => v + 0),
        );
      },
    ),
  );
});

it('stays within its codes where the scale is rounded far down, near the smallest half', () => {
  const step = 2 ** -24;
  const values = new Float32Array(GROUP).fill(2 * step);
  values.set([10 * step, -10 * step, 7 * step, -7 * step]);
  const { codes, scales } = plain(rows(values), { bits: 4, scale: 'float16' });
  expect([...scales]).toEqual([step]);
  expect([...codes]).toEqual([14, 0, 14, 0, ...new Array(28).fill(9)]);
});

describe('an independent statement of the rules in numpy', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rules-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const inputs = { 'seeded weights': seeded, 'hostile groups': hostile, 'rows of SmolLM2': smolLm2 };
  for (const [what, read] of Object.entries(inputs)) {
    itWithPython(`is equalled byte for byte: ${what}`, async ({ skip }) => {
      const values = await read();
      if (!values) return skip('no .build/sources/smollm2-135m-instruct.gguf: run npm start');
      for (const layout of LAYOUTS) {
        for (const [name, rule] of Object.entries(RULES)) {
          const { codes, scales } = rule(rows(values), layout);
          const theirs = inNumpy(folder, name, values, layout);
          expect(Buffer.compare(theirs.codes, codes), `${name}, ${layout.bits} bits, ${layout.scale}`).toBe(0);
          expect(Buffer.compare(theirs.scales, new Uint8Array(scales.buffer))).toBe(0);
        }
      }
    });
  }
});

/** What numpy makes of the same weights. */
function inNumpy(folder: string, rule: string, values: Float32Array, { bits, scale }: Layout) {
  const [input, output] = [join(folder, 'rows.bin'), join(folder, 'coded.bin')];
  writeFileSync(input, values);
  runScript('model-config/quantise/testdata/code_rows.py', rule, String(bits), scale, input, output);
  const bytes = readFileSync(output);
  return { codes: bytes.subarray(0, values.length), scales: bytes.subarray(values.length) };
}

/** Bell-shaped weights of many sizes, with outliers. */
function seeded(): Float32Array {
  const random = new Random(16);
  const size = () => 2 ** ((random.uint32() % 24) - 18);
  const groups = Array.from({ length: 4000 }, () => {
    const values = random.bells(GROUP, size());
    if (random.uint32() % 4 === 0) values[random.uint32() % GROUP]! *= 6;
    return [...values];
  });
  return Float32Array.from(groups.flat());
}

/** What a file may hold besides: zeros, ties, grids, the smallest and the largest that a scale in half precision takes. */
function hostile(): Float32Array {
  const fill = (at: (i: number) => number) => Float32Array.from({ length: GROUP }, (_, i) => at(i));
  const groups = [
    fill(() => 0),
    fill(() => -0),
    fill((i) => (i === 31 ? -1e-45 : 0)),
    fill((i) => (i % 2 ? 1 : -1)),
    fill((i) => (i % 2 ? -1 : 1)),
    fill(() => -0.3),
    fill((i) => (i - 7.5) / 16),
    fill((i) => (i % 15) - 7),
    fill((i) => (i % 16) - 7),
    fill((i) => 7 - (i % 16)),
    fill((i) => 2 ** -i),
    fill((i) => -(2 ** -(i * 4))),
    fill((i) => (i === 5 ? 1 : 1e-30)),
    fill((i) => (i === 0 ? 458_000 : i)),
    fill((i) => (i === 0 ? -458_000 : -457_999)),
    ...Array.from({ length: 300 }, (_, e) => fill((i) => (i + 1.3) * (i % 3 ? 1 : -1) * 2 ** (-149 + e / 2))),
  ];
  return Float32Array.from(groups.flatMap((each) => [...each]));
}

/** Rows of three matrices; null where set-up has not fetched the model. */
async function smolLm2(): Promise<Float32Array | null> {
  const file = fileURLToPath(new URL('../../.build/sources/smollm2-135m-instruct.gguf', import.meta.url));
  if (!existsSync(file)) return null;
  const record = readRecords().find(({ id }) => id === 'smollm2-135m-instruct')!;
  const source = await openFileSource(file);
  const { weights } = await openGguf([source], record);
  const parts = ['model.embed_tokens', 'model.layers.3.self_attn.q_proj', 'model.layers.29.mlp.down_proj'];
  const read = await Promise.all(parts.map((part) => weights.rows(`${part}.weight`, 64, 128)));
  await source.close();
  return Float32Array.from(read.flatMap((values) => [...values]));
}
