import { writeFile } from 'node:fs/promises';
import type { Architecture, ModelRecord } from '../models/record.ts';
import { traitsOf } from '../prompt/traits.ts';
import { randomBody } from './body.ts';
import { type Body, hiddenStates } from './forward.ts';
import { type Metadata, type Tensor, writeGguf } from './gguf-writer.ts';
import { toGrid } from './grid.ts';
import { learnHead } from './head.ts';
import { readSchooling, type Schooling, SPECIAL } from './lessons.ts';
import { Random } from './random.ts';

/**
 * hakui-tiny: a Qwen2 model of 1.7 million weights for tests, the same bytes on every machine. Embedding and
 * layers are seeded noise shaped so that every part matters (body.ts); the output matrix is solved so that the
 * model continues our own texts (lessons.ts) with a clear lead at each token (head.ts).
 */
export async function writeTiny(record: ModelRecord, path: string): Promise<void> {
  await writeFile(path, tinyGguf(record));
}

/**
 * By how much a known token leads the next best at least, as a share of a state's square; less for an answer's
 * first token, which has only the question to go by. Then how many nats that unit makes.
 */
const MARGIN = 1;
const FIRST_MARGIN = 0.4;
const NATS = 2.5;
/** Enough for no lesson to be left: the seeded model needs about 700. */
const ROUNDS = 2000;

export function tinyGguf(record: ModelRecord): Uint8Array {
  if (record.source.kind !== 'generated') throw new Error(`${record.id}: source.kind is not "generated"`);
  const c = record.architecture;
  const schooling = readSchooling(c.vocabSize, traitsOf(record.template).ownSystem ?? '');
  const body = randomBody(c, new Random(record.source.seed), schooling.scaffolding);
  const head = toGrid(teach(c, body, schooling).map((weight) => weight * NATS));
  return writeGguf(metadata(record, schooling), tensors(c, body, head));
}

function teach(c: Architecture, body: Body, { documents }: Schooling): Float64Array {
  const targets = documents.flatMap((document) => document.reply);
  const margins = documents.flatMap((document) => document.reply.map((_, i) => (i === 0 ? FIRST_MARGIN : MARGIN)));
  const states = new Float64Array(targets.length * c.hiddenSize);
  let at = 0;
  for (const { prompt, reply } of documents) {
    const hidden = hiddenStates(c, body, [...prompt, ...reply.slice(0, -1)]);
    const answers = hidden.subarray((prompt.length - 1) * c.hiddenSize);
    states.set(answers, at);
    at += answers.length;
  }
  return learnHead({ states, targets, margins }, c.hiddenSize, c.vocabSize, ROUNDS);
}

function metadata(record: ModelRecord, { tokenizer }: Schooling): Record<string, Metadata> {
  const c = record.architecture;
  const uint32 = (value: number): Metadata => ({ type: 'uint32', value });
  const float32 = (value: number): Metadata => ({ type: 'float32', value });
  const string = (value: string): Metadata => ({ type: 'string', value });
  const endOfText = c.vocabSize - SPECIAL.length;
  const endOfTurn = c.vocabSize - 1;
  return {
    'general.architecture': string('qwen2'),
    'general.type': string('model'),
    'general.name': string(record.name),
    'general.license': string(record.licence.id),
    'general.alignment': uint32(32),
    'general.quantization_version': uint32(2),
    // 1: mostly F16, ggml's LLAMA_FTYPE_MOSTLY_F16.
    'general.file_type': uint32(1),
    'qwen2.block_count': uint32(c.layers),
    'qwen2.context_length': uint32(record.limits.contextWindow),
    'qwen2.embedding_length': uint32(c.hiddenSize),
    'qwen2.feed_forward_length': uint32(c.intermediateSize),
    'qwen2.attention.head_count': uint32(c.heads),
    'qwen2.attention.head_count_kv': uint32(c.kvHeads),
    'qwen2.attention.layer_norm_rms_epsilon': float32(c.rmsNormEps),
    'qwen2.rope.freq_base': float32(c.ropeTheta),
    'tokenizer.ggml.model': string('gpt2'),
    'tokenizer.ggml.pre': string('qwen2'),
    'tokenizer.ggml.tokens': { type: 'strings', value: tokenizer.tokens },
    // 1: normal, 3: control.
    'tokenizer.ggml.token_type': { type: 'int32s', value: tokenizer.tokens.map((_, id) => (id < endOfText ? 1 : 3)) },
    'tokenizer.ggml.merges': { type: 'strings', value: tokenizer.merges },
    'tokenizer.ggml.bos_token_id': uint32(endOfText),
    'tokenizer.ggml.eos_token_id': uint32(endOfTurn),
    'tokenizer.ggml.padding_token_id': uint32(endOfText),
    'tokenizer.ggml.add_bos_token': { type: 'bool', value: false },
    'tokenizer.chat_template': string(CHAT_TEMPLATE),
  };
}

const CHAT_TEMPLATE =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

function tensors(c: Architecture, body: Body, head: Float64Array): Tensor[] {
  const vector = (name: string, values: Float64Array): Tensor => ({
    name,
    shape: [values.length],
    type: 'f32',
    values,
  });
  const matrix = (name: string, values: Float64Array, inputs: number, type: Tensor['type'] = 'f16'): Tensor => ({
    name,
    shape: [values.length / inputs, inputs],
    type,
    values,
  });
  const d = c.hiddenSize;
  return [
    matrix('token_embd.weight', body.embedding, d),
    ...body.layers.flatMap((layer, i) => [
      vector(`blk.${i}.attn_norm.weight`, layer.attentionNorm),
      matrix(`blk.${i}.attn_q.weight`, layer.query, d),
      vector(`blk.${i}.attn_q.bias`, layer.queryBias),
      matrix(`blk.${i}.attn_k.weight`, layer.key, d),
      vector(`blk.${i}.attn_k.bias`, layer.keyBias),
      matrix(`blk.${i}.attn_v.weight`, layer.value, d),
      vector(`blk.${i}.attn_v.bias`, layer.valueBias),
      matrix(`blk.${i}.attn_output.weight`, layer.output, c.heads * c.headDim, 'q8_0'),
      vector(`blk.${i}.ffn_norm.weight`, layer.mlpNorm),
      matrix(`blk.${i}.ffn_gate.weight`, layer.gate, d),
      matrix(`blk.${i}.ffn_up.weight`, layer.up, d),
      matrix(`blk.${i}.ffn_down.weight`, layer.down, c.intermediateSize),
    ]),
    vector('output_norm.weight', body.norm),
    matrix('output.weight', head, d),
  ];
}
