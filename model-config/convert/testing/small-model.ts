import { ModelRecord } from '../../models/record.ts';
import { chatMl } from '../../prompt/testing/chat-ml.ts';
import { toHalfBits } from '../../quantise/half.ts';
import { type RawGguf, type RawTensor, text, value } from './raw-gguf.ts';

/** The smallest model that has every part: 260 tokens, one layer, one head of 32. */
export const smallRecord: ModelRecord = ModelRecord.parse({
  id: 'small',
  name: 'Small',
  description: { ja: '小', en: 'small' },
  role: 'fixture',
  prepare: 'never',
  languages: ['en'],
  licence: { id: 'none', notice: { ja: '無', en: 'none' }, researchOnly: false },
  architecture: {
    modelType: 'qwen2',
    hiddenSize: 32,
    intermediateSize: 64,
    layers: 1,
    heads: 2,
    kvHeads: 1,
    headDim: 16,
    vocabSize: 260,
    rmsNormEps: 1e-6,
    ropeTheta: 10_000,
    tiedEmbedding: true,
    attentionBias: true,
  },
  limits: { contextWindow: 128, prefillChunk: 64 },
  defaults: { temperature: 0.5, topP: 0.9 },
  template: chatMl('Hello.', [259]),
  source: {
    kind: 'generated',
    format: 'gguf',
    generator: 'hakui-tiny',
    seed: 1,
    sha256: '0'.repeat(64),
    bytes: 1,
  },
  variants: [{ quantization: 'q4f32_1', gpuMemoryBytes: 1, largestBufferBytes: 1, libraries: ['software'] }],
});

const printable = (b: number) => (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
let next = 256;
export const alphabet = Array.from({ length: 256 }, (_, b) => String.fromCharCode(printable(b) ? b : next++));

/** What a valid file of that model, or of another shape of its vocabulary, holds, to be spoilt by a test. */
export function smallGguf(
  { hiddenSize: hidden, intermediateSize: ffn, heads, kvHeads, headDim } = smallRecord.architecture,
): RawGguf {
  const utf8 = new TextEncoder();
  const field = (key: string, bytes: Uint8Array): [Uint8Array, Uint8Array] => [text(key), bytes];
  const tokens = [...alphabet, 'th', '<|endoftext|>', '<|im_start|>', '<|im_end|>'];
  const fields = [
    field('general.architecture', value.text('qwen2')),
    field('qwen2.block_count', value.uint32(1)),
    field('qwen2.embedding_length', value.uint32(hidden)),
    field('qwen2.feed_forward_length', value.uint32(ffn)),
    field('qwen2.attention.head_count', value.uint32(heads)),
    field('qwen2.attention.head_count_kv', value.uint32(kvHeads)),
    field('qwen2.attention.layer_norm_rms_epsilon', value.float32(1e-6)),
    field('qwen2.rope.freq_base', value.float32(10_000)),
    field('tokenizer.ggml.model', value.text('gpt2')),
    field('tokenizer.ggml.pre', value.text('qwen2')),
    field('tokenizer.ggml.tokens', value.texts(tokens)),
    field('tokenizer.ggml.token_type', value.int32s(tokens.map((token) => (utf8.encode(token).length > 5 ? 3 : 1)))),
    field('tokenizer.ggml.merges', value.texts(['t h'])),
    field('tokenizer.ggml.eos_token_id', value.uint32(259)),
    field('tokenizer.chat_template', value.text(smallRecord.template.source)),
  ];
  const tensors: RawTensor[] = [];
  const add = (name: string, ...shape: number[]) => {
    const count = shape.reduce((a, b) => a * b);
    const values = Array.from({ length: count }, (_, i) => (((i * 7919) % 201) - 100) / 64);
    const vector = shape.length === 1;
    const data = vector ? Float32Array.from(values) : Uint16Array.from(values, toHalfBits);
    const last = tensors.at(-1);
    const offset = last ? last.offset + BigInt(Math.ceil(last.data.length / 32) * 32) : 0n;
    const dimensions = shape.toReversed().map(BigInt);
    tensors.push({ name, dimensions, type: vector ? 0 : 1, offset, data: new Uint8Array(data.buffer) });
  };
  add('token_embd.weight', 260, hidden);
  for (const [name, rows] of [
    ['q', heads * headDim],
    ['k', kvHeads * headDim],
    ['v', kvHeads * headDim],
  ] as const) {
    add(`blk.0.attn_${name}.weight`, rows, hidden);
    add(`blk.0.attn_${name}.bias`, rows);
  }
  add('blk.0.attn_output.weight', hidden, heads * headDim);
  add('blk.0.ffn_gate.weight', ffn, hidden);
  add('blk.0.ffn_up.weight', ffn, hidden);
  add('blk.0.ffn_down.weight', hidden, ffn);
  add('blk.0.attn_norm.weight', hidden);
  add('blk.0.ffn_norm.weight', hidden);
  add('output_norm.weight', hidden);
  return {
    magic: 'GGUF',
    version: 3,
    tensorCount: BigInt(tensors.length),
    fieldCount: BigInt(fields.length),
    fields,
    tensors,
    alignment: 32,
  };
}
