import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertSafetensors } from './convert.ts';
import { ConversionError, type ConversionErrorCode } from './errors.ts';
import {
  adapterFolder,
  addedToken,
  checkpointFolder,
  fileOf,
  jsonOf,
  type RawSafetensors,
  type RawTensor,
  type SmallCheckpoint,
  smallAdapter,
  smallCheckpoint,
} from './testing/checkpoints.ts';
import { huggingFaceTokenizer } from './testing/hugging-face.ts';
import { memorySink } from './testing/memory-files.ts';
import { alphabet, smallRecord } from './testing/small-model.ts';

type Adapter = ReturnType<typeof smallAdapter>;

async function convert(checkpoint: SmallCheckpoint, adapter?: Adapter) {
  const sink = memorySink();
  const done = await convertSafetensors({
    record: smallRecord,
    folder: checkpointFolder(checkpoint),
    adapter: adapter && adapterFolder(adapter),
    sink,
    quantization: 'q4f16_1',
  }).catch((error: unknown) => error);
  expect([...sink.unclosed]).toEqual([]);
  return { done, files: sink.files };
}

const EMBED = 'model.embed_tokens.weight';
const tensor = ({ header }: RawSafetensors, name: string) => header[name] as RawTensor;
const withLength = (length: bigint) => {
  const bytes = fileOf(smallCheckpoint().weights);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return bytes;
};

type Case = [name: string, code: ConversionErrorCode, says: RegExp, spoil: (c: SmallCheckpoint) => void];

const FILES: Case[] = [
  ['no weights', 'missing-file', /model\.safetensors.*small has neither/, (c) => set(c, 'model.safetensors', empty())],
  ['no config.json', 'missing-file', /config\.json/, (c) => set(c, 'config.json', empty())],
  ['no tokenizer.json', 'missing-file', /tokenizer\.json/, (c) => set(c, 'tokenizer.json', empty())],
  ['a config that is no JSON', 'bad-json', /config\.json.*not JSON/, (c) => set(c, 'config.json', text('{"a"'))],
  ['bytes that are no UTF-8', 'bad-json', /not JSON/, (c) => set(c, 'config.json', Uint8Array.of(0x22, 0xff, 0x22))],
  ['an index that climbs out', 'bad-json', /weight_map/, (c) => setIndex(c, { [EMBED]: '../other.safetensors' })],
  [
    'an index that names a missing file',
    'missing-file',
    /part-1/,
    (c) => setIndex(c, { [EMBED]: 'part-1.safetensors' }),
  ],
  [
    'an index that promises what is not there',
    'missing-tensor',
    /"absent"/,
    (c) => {
      const names = Object.keys(c.weights.header).filter((name) => name !== '__metadata__');
      set(c, 'a.safetensors', fileOf(c.weights));
      setIndex(c, Object.fromEntries([...names, 'absent'].map((name) => [name, 'a.safetensors'])));
    },
  ],
];

const HEADER: Case[] = [
  ['seven bytes', 'not-safetensors', /no header/, (c) => set(c, 'model.safetensors', new Uint8Array(7))],
  [
    'a header of 2^60 bytes',
    'not-safetensors',
    /1152921504606846976/,
    (c) => set(c, 'model.safetensors', withLength(2n ** 60n)),
  ],
  ['a header past the end', 'truncated', /past the file/, (c) => set(c, 'model.safetensors', withLength(900_000n))],
  ['a header cut in the middle', 'bad-json', /not JSON/, (c) => set(c, 'model.safetensors', withLength(40n))],
  [
    'a file cut at its end',
    'truncated',
    /would end past/,
    (c) => set(c, 'model.safetensors', fileOf(c.weights).slice(0, -9)),
  ],
  [
    'bytes too many',
    'bad-tensor',
    /3 bytes at its end/,
    (c) => (c.weights.data = join(c.weights.data, new Uint8Array(3))),
  ],
  [
    'a type that is unknown',
    'unknown-tensor-type',
    /"I64".*F32, F16, BF16/,
    (c) => (tensor(c.weights, EMBED).dtype = 'I64'),
  ],
  ['8-bit floats', 'unknown-tensor-type', /F8_E4M3/, (c) => (tensor(c.weights, EMBED).dtype = 'F8_E4M3')],
  ['a shape that does not fit', 'bad-tensor', /259 × 32 in F32/, (c) => (tensor(c.weights, EMBED).shape = [259, 32])],
  ['a shape beyond all numbers', 'bad-tensor', /./, (c) => (tensor(c.weights, EMBED).shape = [2 ** 52, 2 ** 52])],
  ['a negative size', 'bad-tensor', /"shape\[0\]"/, (c) => (tensor(c.weights, EMBED).shape = [-1, 32])],
  ['three dimensions', 'bad-tensor', /3 dimensions/, (c) => (tensor(c.weights, EMBED).shape = [26, 10, 32])],
  ['no shape', 'bad-tensor', /"shape"/, (c) => Reflect.deleteProperty(tensor(c.weights, EMBED), 'shape')],
  ['offsets turned round', 'bad-tensor', /stated/, (c) => tensor(c.weights, EMBED).data_offsets.reverse()],
  [
    'tensors over each other',
    'overlapping-tensors',
    /"model\.embed_tokens\.weight".*over that of model\.norm\.weight/,
    (c) => (tensor(c.weights, 'model.norm.weight').data_offsets = [0, 128]),
  ],
  [
    'a hole between tensors',
    'bad-tensor',
    /4 bytes before it belong to none/,
    (c) => {
      c.weights.data = join(c.weights.data, new Uint8Array(4));
      const last = tensor(c.weights, 'model.norm.weight');
      last.data_offsets = last.data_offsets.map((offset) => offset + 4);
    },
  ],
];

const MODEL: Case[] = [
  [
    'another family',
    'unsupported-model',
    /"model_type".*"bert".*llama or qwen2/,
    (c) => (c.config.model_type = 'bert'),
  ],
  ['another activation', 'unsupported-model', /"hidden_act"/, (c) => (c.config.hidden_act = 'gelu')],
  ['a rotary scaling', 'unsupported-model', /"rope_scaling"/, (c) => (c.config.rope_scaling = { type: 'yarn' })],
  [
    'weights in 4 bits already',
    'unsupported-model',
    /"quantization_config"/,
    (c) => (c.config.quantization_config = {}),
  ],
  ['a window', 'unsupported-model', /"use_sliding_window"/, (c) => (c.config.use_sliding_window = true)],
  ['another model', 'mismatch', /"hiddenSize".*64.*32/, (c) => (c.config.hidden_size = 64)],
  ['no size at all', 'bad-json', /"hidden_size"/, (c) => Reflect.deleteProperty(c.config, 'hidden_size')],
  [
    'a tensor too few',
    'missing-tensor',
    /"model\.norm\.weight"/,
    (c) => rename(c.weights, 'model.norm.weight', 'lm_head.weight'),
  ],
  ['a tensor too many', 'mismatch', /"extra".*no such tensor/, (c) => rename(c.weights, 'model.norm.weight', 'extra')],
  [
    'a value that is not a number',
    'not-finite',
    /"model\.embed_tokens\.weight", at byte \d+: row 1 /,
    (c) => new DataView(c.weights.data.buffer).setFloat32(4 * 33, Number.NaN, true),
  ],
  [
    'an added token without its kind',
    'bad-json',
    /added_tokens\[0\]\.single_word/,
    (c) => (c.tokenizer.added_tokens = [{ id: 1, content: 'x' }]),
  ],
  ['another kind of tokenizer', 'bad-json', /"model\.type"/, (c) => (c.tokenizer.model.type = 'Unigram')],
  [
    'a token without embedding',
    'unsupported-tokenizer',
    /token 260/,
    (c) => c.tokenizer.added_tokens.push(addedToken(260, 'x')),
  ],
];

describe.each([
  ['files', FILES],
  ['header', HEADER],
  ['model', MODEL],
])('%s', (_, cases) => {
  it.each(cases)('%s is refused as %s', async (_name, code, says, spoil) => {
    const checkpoint = smallCheckpoint();
    spoil(checkpoint);
    const { done } = await convert(checkpoint);
    expect(done).toBeInstanceOf(ConversionError);
    expect(done).toMatchObject({ code, message: expect.stringMatching(says) });
  });
});

type AdapterCase = [name: string, code: ConversionErrorCode, says: RegExp, spoil: (a: Adapter) => void];
const A = 'base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight';

const ADAPTERS: AdapterCase[] = [
  ['another method', 'unsupported-adapter', /"peft_type".*"IA3"/, (a) => (a.config.peft_type = 'IA3')],
  ['DoRA', 'unsupported-adapter', /"use_dora"/, (a) => (a.config.use_dora = true)],
  ['no alpha', 'bad-json', /"lora_alpha"/, (a) => Reflect.deleteProperty(a.config, 'lora_alpha')],
  [
    'half a pair',
    'missing-tensor',
    /lora_B.*other of its two/,
    (a) => rename(a.weights, A, 'base_model.model.model.norm.weight'),
  ],
  ['a module the model lacks', 'mismatch', /layers\.7/, (a) => renameAll(a.weights, 'layers.0', 'layers.7')],
  ['a module of another size', 'mismatch', /32 × 32.*16 × 32/, (a) => renameAll(a.weights, 'q_proj', 'k_proj')],
  ['ranks that differ', 'bad-tensor', /ranks 1 and 2/, (a) => (tensor(a.weights, A).shape = [1, 64])],
];

describe('adapter', () => {
  it.each(ADAPTERS)('%s is refused as %s', async (_name, code, says, spoil) => {
    const adapter = smallAdapter();
    spoil(adapter);
    const { done } = await convert(smallCheckpoint(), adapter);
    expect(done).toBeInstanceOf(ConversionError);
    expect(done).toMatchObject({ code, message: expect.stringMatching(says) });
  });

  it('changes the matrix that it is for and no other', async () => {
    const [plain, merged] = [await convert(smallCheckpoint()), await convert(smallCheckpoint(), smallAdapter())];
    expect(merged.done).toHaveLength((plain.done as unknown[]).length);
    const changed = [...plain.files].filter(([name, bytes]) => !same(bytes, merged.files.get(name)!));
    expect(changed.map(([name]) => name).every((name) => /shard|tensor-cache/.test(name))).toBe(true);
    expect(changed.length).toBeGreaterThan(0);
  });
});

it('what a checkpoint may have besides is let be', async () => {
  const checkpoint = smallCheckpoint();
  const { header, data } = checkpoint.weights;
  const end = data.length;
  header['model.layers.0.self_attn.rotary_emb.inv_freq'] = { dtype: 'F32', shape: [8], data_offsets: [end, end + 32] };
  header['lm_head.weight'] = { dtype: 'F32', shape: [260, 32], data_offsets: [end + 32, end + 32 + 260 * 128] };
  checkpoint.weights.data = join(data, new Uint8Array(32 + 260 * 128));
  expect((await convert(checkpoint)).done).toBeInstanceOf(Array);
});

it('the tokenizer is written as it came, and is one that web-llm reads', async () => {
  const { files } = await convert(smallCheckpoint());
  const written = files.get('tokenizer.json')!;
  expect(JSON.parse(new TextDecoder().decode(written))).toEqual(smallCheckpoint().tokenizer);
  const tokenizer = await huggingFaceTokenizer(written);
  expect([...tokenizer.encode('the')]).toEqual([256, alphabet.indexOf('e')]);
});

it('a file with any byte changed is read, or refused with its name, and never in another way', async () => {
  const bytes = fileOf(smallCheckpoint().weights);
  const headEnd = 8 + JSON.stringify(smallCheckpoint().weights.header).length;
  await fc.assert(
    fc.asyncProperty(fc.nat(headEnd - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const checkpoint = smallCheckpoint();
      const spoilt = bytes.slice();
      spoilt[at]! ^= flip;
      checkpoint.files['model.safetensors'] = spoilt;
      const { done } = await convert(checkpoint);
      if (Array.isArray(done)) return;
      expect(done).toBeInstanceOf(ConversionError);
      expect((done as Error).message).toContain('model.safetensors');
    }),
    { numRuns: 200 },
  );
});

const empty = () => new Uint8Array();
const text = (value: string) => new TextEncoder().encode(value);
const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

function join(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** In the place of the file of that name; an empty one counts as absent. */
function set(checkpoint: SmallCheckpoint, name: string, bytes: Uint8Array): void {
  checkpoint.files[name] = bytes;
}

function setIndex(checkpoint: SmallCheckpoint, weight_map: Record<string, string>): void {
  set(checkpoint, 'model.safetensors', empty());
  set(checkpoint, 'model.safetensors.index.json', jsonOf({ weight_map }));
}

function rename({ header }: RawSafetensors, from: string, to: string): void {
  header[to] = header[from]!;
  delete header[from];
}

function renameAll(weights: RawSafetensors, from: string, to: string): void {
  for (const name of Object.keys(weights.header))
    if (name.includes(from)) rename(weights, name, name.replace(from, to));
}
