import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertSafetensors } from './convert.ts';
import { describeCheckpoint, describeGguf } from './description.ts';
import { ConversionError, type ConversionErrorCode } from './errors.ts';
import { huggingFaceTokenizer } from './node/hugging-face.ts';
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
import { memorySink, memorySource } from './testing/memory-files.ts';
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
  ['no family', 'bad-json', /"model_type"/, (c) => Reflect.deleteProperty(c.config, 'model_type')],
  [
    'a classifier',
    'unsupported-model',
    /"architectures".*ForSequence/,
    (c) => (c.config.architectures = ['Qwen2ForSequenceClassification']),
  ],
  [
    'weights in 4 bits already',
    'unsupported-model',
    /"quantization_config"/,
    (c) => (c.config.quantization_config = {}),
  ],
  ['a window', 'unsupported-model', /"use_sliding_window"/, (c) => (c.config.use_sliding_window = true)],
  ['another model', 'mismatch', /"hidden_size".*64.*32/, (c) => (c.config.hidden_size = 64)],
  ['no size at all', 'bad-json', /"hidden_size"/, (c) => Reflect.deleteProperty(c.config, 'hidden_size')],
  [
    'a tensor too few',
    'missing-tensor',
    /"model\.norm\.weight"/,
    (c) => rename(c.weights, 'model.norm.weight', 'model.layers.0.self_attn.rotary_emb.inv_freq'),
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
  [
    'another kind of tokenizer',
    'unsupported-tokenizer',
    /"model\.type".*Unigram.*BPE is/,
    (c) => (c.tokenizer.model.type = 'Unigram'),
  ],
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
  ['no alpha', 'bad-json', /"lora_alpha"/, (a) => Reflect.deleteProperty(a.config, 'lora_alpha')],
  [
    'half a pair',
    'missing-tensor',
    /lora_B.*other of its two/,
    (a) => rename(a.weights, A, 'base_model.model.model.norm.weight'),
  ],
  ['a module the model lacks', 'mismatch', /layers\.7/, (a) => renameAll(a.weights, 'layers.0', 'layers.7')],
  ['a module of another size', 'mismatch', /32 × 32.*16 × 32/, (a) => renameAll(a.weights, 'q_proj', 'k_proj')],
  ['an empty rank', 'bad-tensor', /lora_A.*rank 0/, emptyRank],
  [
    'a rank that its configuration does not say',
    'mismatch',
    /rank 2, and adapter_config\.json says 8/,
    (a) => (a.config.r = 8),
  ],
  [
    'a magnitude of DoRA',
    'unsupported-adapter',
    /lora_magnitude_vector.*no such tensor/,
    (a) => rename(a.weights, A, A.replace('lora_A.weight', 'lora_magnitude_vector')),
  ],
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
  // An output matrix that is the embedding's copy.
  const [from, to] = tensor(checkpoint.weights, EMBED).data_offsets as [number, number];
  header['lm_head.weight'] = { dtype: 'F32', shape: [260, 32], data_offsets: [end + 32, end + 32 + 260 * 128] };
  checkpoint.weights.data = join(data, new Uint8Array(32), data.slice(from, to));
  expect((await convert(checkpoint)).done).toBeInstanceOf(Array);
});

const poisoned = (bytes: Uint8Array, index: number, value: number) =>
  new DataView(bytes.buffer, bytes.byteOffset).setFloat32(4 * index, value, true);

describe('an output matrix where config.json ties it to the embedding', () => {
  const withHead = (change: (data: Uint8Array) => void) => {
    const checkpoint = smallCheckpoint();
    const { header, data } = checkpoint.weights;
    const [from, to] = tensor(checkpoint.weights, EMBED).data_offsets as [number, number];
    const head = data.slice(from, to);
    change(head);
    header['lm_head.weight'] = { dtype: 'F32', shape: [260, 32], data_offsets: [data.length, data.length + to - from] };
    checkpoint.weights.data = join(data, head);
    return checkpoint;
  };

  // As transformers 5.23 loads it: two that are in the checkpoint are tied only if they are equal.
  it('is the embedding where it is equal, and its own where one value differs', async () => {
    const equal = await describeCheckpoint(checkpointFolder(withHead(() => {})));
    expect(equal.architecture.tiedEmbedding).toBe(true);
    const differs = withHead((head) => poisoned(head, 260 * 32 - 1, 0.5));
    expect((await describeCheckpoint(checkpointFolder(differs))).architecture.tiedEmbedding).toBe(false);
  });

  it('is never dropped in silence: a record that says otherwise stops the conversion', async () => {
    const { done } = await convert(withHead((head) => poisoned(head, 5, 0.5)));
    expect(done).toMatchObject({ code: 'mismatch', place: { file: 'config.json', key: 'tie_word_embeddings' } });
  });

  it('is missed where config.json says that there is one', async () => {
    const checkpoint = smallCheckpoint();
    checkpoint.config.tie_word_embeddings = false;
    await expect(describeCheckpoint(checkpointFolder(checkpoint))).rejects.toMatchObject({
      code: 'missing-tensor',
      place: { file: 'model.safetensors', tensor: 'lm_head.weight' },
    });
  });
});

describe('what an adapter is to blame for names the adapter', () => {
  const B_NAME = A.replace('lora_A', 'lora_B');

  it.each([
    [A, Number.NaN],
    [B_NAME, Number.NEGATIVE_INFINITY],
  ])('%s with %d', async (name, value) => {
    const adapter = smallAdapter();
    const [from] = tensor(adapter.weights, name).data_offsets as [number];
    poisoned(adapter.weights.data, from / 4 + 3, value);
    const { done } = await convert(smallCheckpoint(), adapter);
    expect(done).toMatchObject({ code: 'not-finite', place: { file: 'adapter_model.safetensors', tensor: name } });
    const at = new DataView(fileOf(adapter.weights).buffer).getFloat32((done as ConversionError).place.offset!, true);
    expect(at).toBe(value);
  });

  it('a whole weight that it brings, with a value that is none', async () => {
    const adapter = smallAdapter();
    const name = 'base_model.model.model.norm.weight';
    const end = adapter.weights.data.length;
    adapter.weights.header[name] = { dtype: 'F32', shape: [32], data_offsets: [end, end + 128] };
    adapter.weights.data = join(adapter.weights.data, new Uint8Array(128));
    poisoned(adapter.weights.data, end / 4, Number.NaN);
    const { done } = await convert(smallCheckpoint(), adapter);
    expect(done).toMatchObject({ code: 'not-finite', place: { file: 'adapter_model.safetensors', tensor: name } });
  });
});

describe('the tokenizer is that of training, not of its batches', () => {
  const written = async (change: (tokenizer: SmallCheckpoint['tokenizer']) => void) => {
    const checkpoint = smallCheckpoint();
    change(checkpoint.tokenizer);
    const { done, files } = await convert(checkpoint);
    expect(done).toBeInstanceOf(Array);
    return files.get('tokenizer.json')!;
  };
  const long = 'the '.repeat(200);

  it('cuts nothing off and fills nothing up', async () => {
    const plain = await huggingFaceTokenizer(await written(() => {}));
    const cut = await written((tokenizer) => {
      tokenizer.truncation = { direction: 'Right', max_length: 16, strategy: 'LongestFirst', stride: 0 };
      tokenizer.padding = {
        ...{ strategy: { Fixed: 1024 }, direction: 'Left', pad_to_multiple_of: null },
        ...{ pad_id: 257, pad_type_id: 0, pad_token: '<|endoftext|>' },
      };
    });
    const ids = [...(await huggingFaceTokenizer(cut)).encode(long)];
    expect(ids).toEqual([...plain.encode(long)]);
    expect(ids).toHaveLength(600);
  });

  it('merges the same way each time', async () => {
    const random = await huggingFaceTokenizer(await written(({ model }) => (model.dropout = 0.9)));
    for (let time = 0; time < 20; time++) expect([...random.encode('ththth')]).toEqual([256, 256, 256]);
  });

  it('keeps tokens whatever they are called', async () => {
    const bytes = await written(({ model }) => {
      const vocab = model.vocab as Record<string, number>;
      // 257 is <|endoftext|>; a plain assignment would set no key.
      Reflect.deleteProperty(vocab, '<|endoftext|>');
      Object.defineProperty(vocab, '__proto__', { value: 257, enumerable: true, configurable: true, writable: true });
    });
    const { vocab } = JSON.parse(new TextDecoder().decode(bytes)).model;
    expect(Object.entries(vocab).find(([token]) => token === '__proto__')).toEqual(['__proto__', 257]);
    const tokenizer = await huggingFaceTokenizer(bytes);
    expect(tokenizer.idToToken(257)).toBe('__proto__');
    expect(tokenizer.getVocabSize()).toBe(260);
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'also where a word is %s, and each text begins with it',
    async (name) => {
      const bytes = await written((tokenizer) => {
        const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false };
        const entries = Object.keys(tokenizer.model.vocab as object).map((token, id) => [
          id === 257 ? name : token,
          id,
        ]);
        const [first, text] = [{ SpecialToken: { id: name, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }];
        Object.assign(tokenizer, { pre_tokenizer: byteLevel, decoder: byteLevel });
        Object.assign(tokenizer.model, { ignore_merges: true, vocab: Object.fromEntries(entries) });
        tokenizer.post_processor = {
          ...{ type: 'TemplateProcessing', single: [first, text], pair: [first, text] },
          special_tokens: Object.fromEntries([[name, { id: name, ids: [257], tokens: [name] }]]),
        };
      });
      expect(new TextDecoder().decode(bytes)).toContain(`"special_tokens":{"${name}":`);
      const tokenizer = await huggingFaceTokenizer(bytes);
      expect([...tokenizer.encode(name)]).toEqual([257]);
      expect(tokenizer.decode(Int32Array.from([257, 257]))).toBe(name + name);
    },
  );

  type Spoil = (tokenizer: SmallCheckpoint['tokenizer']) => void;
  it.each<[string, Spoil]>([
    ['model.merges[0]', ({ model }) => (model.merges = [['t', 'unknown']])],
    ['model.merges[1]', ({ model }) => (model.merges = ['t h', 'h t'])],
    ['model.vocab.th', ({ model }) => ((model.vocab as Record<string, unknown>).th = 'x')],
    ['model.vocab.th', ({ model }) => ((model.vocab as Record<string, unknown>).th = 0)],
    ['added_tokens[2].id', ({ added_tokens }) => added_tokens.push(addedToken(41, 'new'))],
    ['pre_tokenizer', (t) => (t.pre_tokenizer = { type: 'OneOfTomorrow' })],
    ['pre_tokenizer', (t) => (t.pre_tokenizer = { type: 'Split', pattern: { Regex: 'x' }, behavior: 'Isolated' })],
    ['normalizer', (t) => (t.normalizer = { type: 'Precompiled', precompiled_charsmap: 'AAAA' })],
    ['decoder', (t) => (t.decoder = { type: 'Sequence', decoders: [{ type: 'Nothing' }] })],
    ['post_processor', (t) => (t.post_processor = { type: 'Nothing' })],
  ])('is refused at %s before web-llm would abort', async (key, spoil) => {
    const checkpoint = smallCheckpoint();
    spoil(checkpoint.tokenizer);
    const place = { file: 'tokenizer.json', key };
    await expect(describeCheckpoint(checkpointFolder(checkpoint))).rejects.toMatchObject({
      code: 'unsupported-tokenizer',
      place,
    });
  });
});

describe('what was saved in the place of a file is named', () => {
  const POINTER = text(`version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 15231233024\n`);
  const PAGE = text('\n<!DOCTYPE html><html lang="en"><head><title>Sign in</title></head></html>');
  const files = ['config.json', 'tokenizer.json', 'model.safetensors', 'chat_template.jinja', 'tokenizer_config.json'];

  it.each(
    files.flatMap((file) => [[file, 'a Git LFS pointer', POINTER] as const, [file, 'a web page', PAGE] as const]),
  )('%s: %s', async (file, what, bytes) => {
    const checkpoint = smallCheckpoint();
    checkpoint.files[file] = bytes;
    const refused = { code: 'not-the-file', place: { file }, message: expect.stringContaining(what) };
    await expect(describeCheckpoint(checkpointFolder(checkpoint))).rejects.toMatchObject(refused);
  });

  it('a GGUF file, and an adapter', async () => {
    const pointer = memorySource('model.gguf', POINTER);
    await expect(describeGguf([pointer])).rejects.toMatchObject({
      code: 'not-the-file',
      place: { file: 'model.gguf' },
    });
    const adapter = {
      name: 'adapter',
      open: async (name: string) =>
        memorySource(name, name.endsWith('.json') ? jsonOf(smallAdapter().config) : POINTER),
    };
    await expect(describeCheckpoint(checkpointFolder(smallCheckpoint()), adapter)).rejects.toMatchObject({
      code: 'not-the-file',
      place: { file: 'adapter_model.safetensors' },
    });
  });
});

it('the tokenizer is written as it came, and is one that web-llm reads', async () => {
  const { files } = await convert(smallCheckpoint());
  const written = files.get('tokenizer.json')!;
  expect(JSON.parse(new TextDecoder().decode(written))).toMatchObject(smallCheckpoint().tokenizer);
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

/** As DeepSpeed's ZeRO-3 leaves factors that were not gathered. */
function emptyRank({ weights }: Adapter): void {
  const [a, b] = Object.keys(weights.header).filter((name) => name.includes('lora_'));
  for (const [name, shape] of [
    [a!, [0, 32]],
    [b!, [32, 0]],
  ] as const) {
    weights.header[name] = { dtype: 'F32', shape: [...shape], data_offsets: [0, 0] };
  }
  weights.data = empty();
}

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
