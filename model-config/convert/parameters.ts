import type { Architecture } from '../models/record.ts';

/** A weight by the name Hugging Face gives it, and its length along which parts are joined: rows, or a vector's values. */
export interface Part {
  name: string;
  size: number;
}

/** A parameter of the model library, and the weights it is put together from, one after the other. */
export interface Parameter {
  name: string;
  parts: Part[];
  /** A vector is one row. */
  rows: number;
  columns: number;
  /** Rows that are read together: a head's, whose rows a source may have to put in order. */
  wholeRows: number;
  /** Codes and scales (name.q_weight and name.q_scale), or kept as it is in the model's float type. */
  quantised: boolean;
  /** Embedding or output matrix, which may have more bits than the layers' matrices. */
  ofVocabulary: boolean;
}

const sizes = (parts: Part[]) => parts.reduce((sum, part) => sum + part.size, 0);

/** The parameters in the order of MLC's libraries: query, key and value are one matrix, gate and up another. */
export function parametersOf(a: Architecture): Parameter[] {
  const matrix = (name: string, columns: number, parts: Part[], wholeRows = 1): Parameter => ({
    name,
    parts: parts.map((part) => ({ ...part, name: `${part.name}.weight` })),
    rows: sizes(parts),
    columns,
    wholeRows,
    quantised: true,
    ofVocabulary: false,
  });
  const vector = (name: string, parts: Part[]): Parameter => ({
    name,
    parts,
    rows: 1,
    columns: sizes(parts),
    wholeRows: 1,
    quantised: false,
    ofVocabulary: false,
  });
  const plain = (name: string, rows: number, columns: number) => matrix(name, columns, [{ name, size: rows }]);
  const vocabulary = (name: string) => ({ ...plain(name, a.vocabSize, a.hiddenSize), ofVocabulary: true });
  const norm = (name: string) => vector(name, [{ name, size: a.hiddenSize }]);

  const layer = (prefix: string): Parameter[] => {
    const heads = { q_proj: a.heads, k_proj: a.kvHeads, v_proj: a.kvHeads };
    const qkv = Object.entries(heads).map(([name, count]) => ({
      name: `${prefix}.self_attn.${name}`,
      size: count * a.headDim,
    }));
    const gateUp = ['gate_proj', 'up_proj'].map((name) => ({
      name: `${prefix}.mlp.${name}`,
      size: a.intermediateSize,
    }));
    const fused = `${prefix}.self_attn.${a.modelType === 'qwen2' ? 'c_attn' : 'qkv_proj'}`;
    const bias = vector(
      `${fused}.bias`,
      qkv.map(({ name, size }) => ({ name: `${name}.bias`, size })),
    );
    return [
      matrix(fused, a.hiddenSize, qkv, a.headDim),
      ...(a.attentionBias ? [bias] : []),
      plain(`${prefix}.self_attn.o_proj`, a.hiddenSize, a.heads * a.headDim),
      matrix(`${prefix}.mlp.gate_up_proj`, a.hiddenSize, gateUp),
      plain(`${prefix}.mlp.down_proj`, a.hiddenSize, a.intermediateSize),
      norm(`${prefix}.input_layernorm.weight`),
      norm(`${prefix}.post_attention_layernorm.weight`),
    ];
  };
  return [
    vocabulary('model.embed_tokens'),
    ...Array.from({ length: a.layers }, (_, i) => layer(`model.layers.${i}`)).flat(),
    norm('model.norm.weight'),
    ...(a.tiedEmbedding ? [] : [vocabulary('lm_head')]),
  ];
}
