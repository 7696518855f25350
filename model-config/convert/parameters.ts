import type { Architecture } from '../models/record.ts';

/** A parameter of the model library, and the weights it is put together from, one after the other by rows. */
export interface Parameter {
  name: string;
  parts: string[];
  rows: number;
  columns: number;
  /** 4-bit (name.q_weight and name.q_scale), or kept as it is in the model's float type. */
  quantised: boolean;
}

/** The parameters in the order of MLC's libraries: query, key and value are one matrix, gate and up another. */
export function parametersOf(a: Architecture): Parameter[] {
  const attention = a.modelType === 'qwen2' ? 'c_attn' : 'qkv_proj';
  const qkvRows = (a.heads + 2 * a.kvHeads) * a.headDim;
  const matrix = (name: string, parts: string[], rows: number, columns: number): Parameter => ({
    name,
    parts: parts.map((part) => `${part}.weight`),
    rows,
    columns,
    quantised: true,
  });
  const vector = (name: string, parts: string[], columns: number): Parameter => ({
    name,
    parts,
    rows: 1,
    columns,
    quantised: false,
  });

  const layers = Array.from({ length: a.layers }, (_, i) => {
    const layer = `model.layers.${i}`;
    const qkv = ['q_proj', 'k_proj', 'v_proj'].map((p) => `${layer}.self_attn.${p}`);
    const gateUp = ['gate_proj', 'up_proj'].map((p) => `${layer}.mlp.${p}`);
    const fused = `${layer}.self_attn.${attention}`;
    const norm = (name: string) => vector(`${layer}.${name}.weight`, [`${layer}.${name}.weight`], a.hiddenSize);
    return [
      matrix(fused, qkv, qkvRows, a.hiddenSize),
      ...(a.attentionBias
        ? [
            vector(
              `${fused}.bias`,
              qkv.map((p) => `${p}.bias`),
              qkvRows,
            ),
          ]
        : []),
      matrix(`${layer}.self_attn.o_proj`, [`${layer}.self_attn.o_proj`], a.hiddenSize, a.heads * a.headDim),
      matrix(`${layer}.mlp.gate_up_proj`, gateUp, 2 * a.intermediateSize, a.hiddenSize),
      matrix(`${layer}.mlp.down_proj`, [`${layer}.mlp.down_proj`], a.hiddenSize, a.intermediateSize),
      norm('input_layernorm'),
      norm('post_attention_layernorm'),
    ];
  });
  return [
    matrix('model.embed_tokens', ['model.embed_tokens'], a.vocabSize, a.hiddenSize),
    ...layers.flat(),
    vector('model.norm.weight', ['model.norm.weight'], a.hiddenSize),
    ...(a.tiedEmbedding ? [] : [matrix('lm_head', ['lm_head'], a.vocabSize, a.hiddenSize)]),
  ];
}
