import { describe, expect, it } from 'vitest';
import type { Quantization } from '../models/quantization.ts';
import { convertGguf } from './convert.ts';
import { ConversionError, type ConversionErrorCode } from './errors.ts';
import { memorySink, memorySource } from './testing/memory-files.ts';
import { f32, join, type RawGguf, rawGguf, removeField, setField, u32, u64, value } from './testing/raw-gguf.ts';
import { smallGguf, smallRecord } from './testing/small-model.ts';

async function errorOf(bytes: Uint8Array, quantization: Quantization = 'q4f32_1'): Promise<ConversionError> {
  const source = memorySource('small.gguf', bytes);
  const sink = memorySink();
  const error = await convertGguf({ record: smallRecord, sources: [source], sink, quantization }).then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ConversionError);
  expect([...sink.unclosed]).toEqual([]);
  expect((error as ConversionError).message).toContain('small.gguf');
  return error as ConversionError;
}

const tensor = (g: RawGguf, name: string) => g.tensors.find((t) => t.name === name)!;
const list = (type: number, length: bigint, ...rest: Uint8Array[]) => join(u32(9), u32(type), u64(length), ...rest);

type Case = [name: string, code: ConversionErrorCode, says: RegExp, spoil: (g: RawGguf) => void];

const HEAD: Case[] = [
  ['another kind of file', 'not-gguf', /at byte 0/, (g) => (g.magic = 'PK\x03\x04')],
  ['version 1', 'unsupported-version', /version 1 .*2 and 3/, (g) => (g.version = 1)],
  ['big-endian numbers', 'unsupported-version', /big-endian; little-endian/, (g) => (g.version = 0x03000000)],
  ['2^64 - 1 tensors', 'limit-exceeded', /18446744073709551615/, (g) => (g.tensorCount = 2n ** 64n - 1n)],
  ['a million tensors', 'limit-exceeded', /1000000 tensors/, (g) => (g.tensorCount = 1_000_000n)],
  ['a million fields', 'limit-exceeded', /1000000 metadata fields/, (g) => (g.fieldCount = 1_000_000n)],
  ['more tensors than there are', 'bad-tensor', /./, (g) => (g.tensorCount += 3n)],
  [
    'a key of 2^50 bytes',
    'limit-exceeded',
    /text of 1125899906842624 bytes/,
    (g) => (g.fields[0]![0] = u64(2n ** 50n)),
  ],
  [
    'a key that is not UTF-8',
    'bad-metadata',
    /UTF-8/,
    (g) => (g.fields[0]![0] = join(u64(2n), Uint8Array.of(0xc3, 0x28))),
  ],
  ['a text longer than the file', 'truncated', /more bytes/, (g) => (g.fields[0]![1] = join(u32(8), u64(9_000_000n)))],
  ['an unknown value type', 'bad-metadata', /value type 13/, (g) => (g.fields[0]![1] = join(u32(13), u32(0)))],
  ['a list in a list', 'bad-metadata', /within lists/, (g) => setField(g, 'x', list(9, 1n, list(9, 1n)))],
  ['a list of 2^40 values', 'limit-exceeded', /"x".*1099511627776 values/, (g) => setField(g, 'x', list(0, 2n ** 40n))],
  ['a list longer than the file', 'truncated', /"x".*does not fit/, (g) => setField(g, 'x', list(8, 3_000_000n))],
  ['the same field twice', 'bad-metadata', /twice/, (g) => (g.fields[1] = g.fields[0]!)],
  ...[0, 3, 12, 2 ** 31].map(
    (n): Case => [
      `alignment ${n}`,
      'bad-metadata',
      /general\.alignment.*not possible/,
      (g) => setField(g, 'general.alignment', value.uint32(n)),
    ],
  ),
  [
    'alignment in words',
    'bad-metadata',
    /alignment of many/,
    (g) => setField(g, 'general.alignment', value.text('many')),
  ],
];

const KEY = 'blk.0.attn_k.weight';
const TENSORS: Case[] = [
  [
    'two tensors of a name',
    'bad-tensor',
    /"token_embd.weight".*name/,
    (g) => (g.tensors[1]!.name = 'token_embd.weight'),
  ],
  ['no dimensions', 'bad-tensor', /0 dimensions/, (g) => (tensor(g, KEY).dimensions = [])],
  ['five dimensions', 'bad-tensor', /5 dimensions/, (g) => (tensor(g, KEY).dimensions = [32n, 16n, 1n, 1n, 1n])],
  ['a dimension of 0', 'bad-tensor', /dimension 1 of size 0/, (g) => (tensor(g, KEY).dimensions = [32n, 0n])],
  ['a product beyond 2^53', 'bad-tensor', /dimension 1/, (g) => (tensor(g, KEY).dimensions = [2n ** 40n, 2n ** 40n])],
  ['a dimension beyond 2^53', 'limit-exceeded', /out of range/, (g) => (tensor(g, KEY).dimensions = [2n ** 60n, 1n])],
  ...[
    [10, 'Q2_K'],
    [23, 'IQ4_XS'],
    [39, 'MXFP4'],
    [77, '77'],
  ].map(
    ([type, name]): Case => [
      `tensors of type ${name}`,
      'unknown-tensor-type',
      new RegExp(`type ${name} is not one of F32, F16`),
      (g) => (tensor(g, KEY).type = type as number),
    ],
  ),
  ['rows that are not whole blocks', 'bad-tensor', /whole blocks of 256, as Q4_K/, (g) => (tensor(g, KEY).type = 12)],
  ['an offset off the alignment', 'bad-tensor', /off the alignment/, (g) => (tensor(g, KEY).offset += 8n)],
  ['data outside the file', 'truncated', /past the file/, (g) => (tensor(g, KEY).offset = 2n ** 40n)],
  ['data over other data', 'overlapping-tensors', /lies over/, (g) => (tensor(g, KEY).offset = 0n)],
  [
    'a tensor less',
    'missing-tensor',
    /"output_norm.weight"/,
    (g) => {
      g.tensors.pop();
      g.tensorCount--;
    },
  ],
  [
    'an embedding of another size',
    'mismatch',
    /"token_embd.weight".*260 × 32 expected/,
    (g) => (tensor(g, 'token_embd.weight').dimensions = [32n, 259n]),
  ],
  [
    'a right sum of wrong parts',
    'mismatch',
    /attn_q.weight.*32 × 32 expected, the file has 16 × 32/,
    (g) => {
      const [q, k] = [tensor(g, 'blk.0.attn_q.weight'), tensor(g, KEY)];
      [q.name, k.name] = [k.name, q.name];
    },
  ],
  [
    'a bias that is a matrix',
    'mismatch',
    /attn_k.bias.*1 × 16 expected/,
    (g) => (tensor(g, 'blk.0.attn_k.bias').dimensions = [8n, 2n]),
  ],
];

const differs = (key: string, bytes: Uint8Array): Case => [
  `another ${key}`,
  'mismatch',
  new RegExp(`"${key}".*the model's record`),
  (g) => setField(g, key, bytes),
];
const MISMATCHES: Case[] = [
  [
    'another family',
    'unsupported-model',
    /"general.architecture".*gemma is not supported; llama or qwen2 is/,
    (g) => setField(g, 'general.architecture', value.text('gemma')),
  ],
  differs('qwen2.block_count', value.uint32(2)),
  differs('qwen2.embedding_length', value.uint32(64)),
  differs('qwen2.feed_forward_length', value.uint32(32)),
  differs('qwen2.attention.head_count', value.uint32(4)),
  differs('qwen2.attention.head_count_kv', value.uint32(2)),
  differs('qwen2.attention.key_length', value.uint32(32)),
  differs('qwen2.attention.layer_norm_rms_epsilon', value.float32(1e-5)),
  differs('qwen2.rope.freq_base', value.float32(1e6)),
  differs('qwen2.vocab_size', value.uint32(256)),
  differs('tokenizer.ggml.eos_token_id', value.uint32(257)),
  [
    'no embedding length',
    'bad-metadata',
    /"qwen2.embedding_length".*missing/,
    (g) => removeField(g, 'qwen2.embedding_length'),
  ],
];

/** What llama.cpp would compute and the libraries do not. */
const NOT_COMPUTED: Case[] = [
  ...(
    [
      ['qwen2.rope.scaling.type', value.text('yarn'), 'yarn'],
      ['qwen2.rope.scaling.type', value.text('longrope'), 'longrope'],
      // Without a type it is linear, as in llama.cpp.
      ['qwen2.rope.scaling.factor', value.float32(4), 'linear, factor 4'],
      ['qwen2.rope.scale_linear', value.float32(4), 'linear, factor 4'],
      ['qwen2.rope.dimension_count', value.uint32(8), '8 of 16'],
      ['qwen2.rope.dimension_sections', value.int32s([4, 2, 2, 0]), 'mrope'],
      ['qwen2.attention.value_length', value.uint32(8), '8 of 16'],
      ['qwen2.attention.sliding_window', value.uint32(4096), 'sliding window'],
      ['qwen2.expert_count', value.uint32(8), 'experts'],
      ['qwen2.logit_scale', value.float32(0.5), 'logits'],
      ['qwen2.attention.causal', value.flag(false), 'left to right'],
      ['general.type', value.text('adapter'), 'of the kind adapter'],
      ['general.type', value.text('mmproj'), 'of the kind mmproj'],
    ] as const
  ).map(
    ([key, bytes, what]): Case => [
      `${key}: ${what}`,
      'unsupported-model',
      new RegExp(`"${key}".*${what}`),
      (g) => setField(g, key, bytes),
    ],
  ),
  ...(
    [
      ['rope_freqs.weight', 'llama3'],
      ['rope_factors_long.weight', 'longrope'],
    ] as const
  ).map(
    ([name, what]): Case => [
      name,
      'unsupported-model',
      new RegExp(`"${name}".*${what}`),
      (g) => (tensor(g, KEY).name = name),
    ],
  ),
];

const TOKENIZERS: Case[] = [
  [
    'a SentencePiece vocabulary',
    'unsupported-tokenizer',
    /kind llama .*gpt2/,
    (g) => setField(g, 'tokenizer.ggml.model', value.text('llama')),
  ],
  [
    'an unknown pre-tokenizer',
    'unsupported-tokenizer',
    /pre-tokenizer toString is not one of smollm, qwen2/,
    (g) => setField(g, 'tokenizer.ggml.pre', value.text('toString')),
  ],
  [
    'no merges',
    'unsupported-tokenizer',
    /tokenizer.ggml.merges.*missing/,
    (g) => removeField(g, 'tokenizer.ggml.merges'),
  ],
  [
    'tokens that are numbers',
    'unsupported-tokenizer',
    /ggml.tokens.*list of its kind/,
    (g) => setField(g, 'tokenizer.ggml.tokens', value.int32s([1])),
  ],
  [
    'fewer types than tokens',
    'unsupported-tokenizer',
    /260 tokens, 1 token types/,
    (g) => setField(g, 'tokenizer.ggml.token_type', value.int32s([1])),
  ],
  [
    'more tokens than embeddings',
    'unsupported-tokenizer',
    /261 tokens.*260 embeddings/,
    (g) => setField(g, 'tokenizer.ggml.tokens', value.texts(Array.from({ length: 261 }, (_, i) => `${i}`))),
  ],
  [
    'a token twice',
    'unsupported-tokenizer',
    /stands twice/,
    (g) => setField(g, 'tokenizer.ggml.tokens', value.texts(Array.from({ length: 260 }, () => 'a'))),
  ],
  ...['t', 't  h', 't h e', 'h t', ' th', ''].map(
    (merge): Case => [
      `the merge ${JSON.stringify(merge)}`,
      'unsupported-tokenizer',
      /merge 0, ".*is not two tokens that make a third/,
      (g) => setField(g, 'tokenizer.ggml.merges', value.texts([merge])),
    ],
  ),
];

describe.each([
  ['the head', HEAD],
  ['tensors', TENSORS],
  ['what differs from the record', MISMATCHES],
  ['what is not computed', NOT_COMPUTED],
  ['the tokenizer', TOKENIZERS],
] as const)('%s', (_, cases) => {
  it.each(cases as Case[])('refuses %s', async (_name, code, says, spoil) => {
    const g = smallGguf();
    spoil(g);
    const error = await errorOf(rawGguf(g));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(says);
  });
});

it('rotary scaling that scales nothing is let be', async () => {
  for (const fields of [
    [
      ['type', value.text('none')],
      ['factor', value.float32(4)],
    ],
    [
      ['type', value.text('linear')],
      ['factor', value.float32(1)],
    ],
    [['factor', value.float32(0)]],
  ] as [string, Uint8Array][][]) {
    const g = smallGguf();
    for (const [key, bytes] of fields) setField(g, `qwen2.rope.scaling.${key}`, bytes);
    const source = memorySource('small.gguf', rawGguf(g));
    await convertGguf({ record: smallRecord, sources: [source], sink: memorySink(), quantization: 'q4f32_1' });
  }
});

describe('weights', () => {
  const at = (g: RawGguf, name: string, offset: number, bytes: Uint8Array) => tensor(g, name).data.set(bytes, offset);

  it.each([
    ['NaN', u32(0x7fc00000)],
    ['infinity', u32(0x7f800000)],
    ['-infinity', u32(0xff800000)],
  ])('refuses %s in a vector, naming tensor and byte', async (_, bits) => {
    const g = smallGguf();
    at(g, 'blk.0.ffn_norm.weight', 12, bits);
    const error = await errorOf(rawGguf(g));
    expect(error).toMatchObject({ code: 'not-finite', place: { tensor: 'blk.0.ffn_norm.weight' } });
    const file = rawGguf(g);
    const bytes = new DataView(file.buffer).getUint32(error.place.offset! + 12, true);
    expect(u32(bytes)).toEqual(bits);
  });

  it.each([0x7e00, 0x7c00, 0xfc00])('refuses the half %i in a matrix, naming the row', async (bits) => {
    const g = smallGguf();
    at(g, 'blk.0.ffn_up.weight', 5 * 64 + 40, u32(bits).slice(0, 2));
    const error = await errorOf(rawGguf(g));
    expect(error).toMatchObject({ code: 'not-finite', place: { tensor: 'blk.0.ffn_up.weight' } });
    expect(error.message).toMatch(/row 5 /);
    const row = rawGguf(g).slice(error.place.offset!, error.place.offset! + 64);
    expect(new DataView(row.buffer).getUint16(40, true)).toBe(bits);
  });

  it('refuses what half precision cannot hold, for q4f16_1 alone', async () => {
    const g = smallGguf();
    at(g, 'output_norm.weight', 0, f32(70_000));
    const error = await errorOf(rawGguf(g), 'q4f16_1');
    expect(error).toMatchObject({ code: 'out-of-range', message: expect.stringMatching(/70000.*q4f32_1/) });
    const source = memorySource('small.gguf', rawGguf(g));
    await convertGguf({ record: smallRecord, sources: [source], sink: memorySink(), quantization: 'q4f32_1' });
  });
});
