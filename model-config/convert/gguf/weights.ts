import type { Architecture } from '../../models/record.ts';
import { ConversionError, type ConversionErrorPlace } from '../errors.ts';
import type { WeightSource } from '../weight-source.ts';
import type { GgufFile } from './file.ts';
import type { TensorInfo } from './tensors.ts';

/** llama.cpp's names (gguf-py constants) for the parts of a layer. */
const LAYER_NAMES: Record<string, string> = {
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.o_proj': 'attn_output',
  'mlp.gate_proj': 'ffn_gate',
  'mlp.up_proj': 'ffn_up',
  'mlp.down_proj': 'ffn_down',
  input_layernorm: 'attn_norm',
  post_attention_layernorm: 'ffn_norm',
};

const NAMES: Record<string, string> = {
  'model.embed_tokens.weight': 'token_embd.weight',
  'model.norm.weight': 'output_norm.weight',
  'lm_head.weight': 'output.weight',
};

function ggufName(name: string): string {
  const layer = /^model\.layers\.(\d+)\.(.+)\.(weight|bias)$/.exec(name);
  return layer ? `blk.${layer[1]}.${LAYER_NAMES[layer[2]!]}.${layer[3]}` : NAMES[name]!;
}

export class GgufWeights implements WeightSource {
  readonly #gguf: GgufFile;
  readonly #architecture: Architecture;

  /** `names` are all that the model is made of: a tensor besides them would be left out in silence, and is refused. */
  constructor(gguf: GgufFile, architecture: Architecture, names: string[]) {
    this.#gguf = gguf;
    this.#architecture = architecture;
    const known = new Set(names.map(ggufName));
    for (const { name, source, offset } of gguf.tensors.values()) {
      if (known.has(name)) continue;
      const place = { file: source.name, tensor: name, offset };
      throw new ConversionError('mismatch', place, `a ${architecture.modelType} model has no such tensor`);
    }
  }

  #tensor(name: string): TensorInfo {
    const tensor = this.#gguf.tensors.get(ggufName(name));
    if (tensor) return tensor;
    const place = { file: this.#gguf.source.name, tensor: ggufName(name) };
    throw new ConversionError('missing-tensor', place, 'the model needs this tensor and the file has none');
  }

  shape(name: string) {
    const { rows, columns } = this.#tensor(name);
    return { rows, columns };
  }

  place(name: string, row: number): ConversionErrorPlace {
    const tensor = this.#tensor(name);
    const fileRow = this.#isPermuted(name) && tensor.rows > 1 ? this.#interleaved(row) : row;
    return { file: tensor.source.name, tensor: tensor.name, offset: tensor.offset + fileRow * rowBytes(tensor) };
  }

  async rows(name: string, from: number, count: number): Promise<Float32Array> {
    const tensor = this.#tensor(name);
    const { format, rows, columns, offset } = tensor;
    const bytes = await tensor.source.read(offset + from * rowBytes(tensor), count * rowBytes(tensor));
    const out = new Float32Array(count * columns);
    format.dequantise(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), out.length, out);
    if (!this.#isPermuted(name)) return out;
    // Of a bias each value is a row.
    return this.#unpermute(out, rows === 1 ? 1 : columns);
  }

  #isPermuted(name: string): boolean {
    return this.#architecture.modelType === 'llama' && /\.self_attn\.[qk]_proj\.(weight|bias)$/.test(name);
  }

  /**
   * llama.cpp stores the query and key rows of Llama models, and their biases, with the two halves of each head
   * interleaved, for its rotary embedding (convert_hf_to_gguf.py, LlamaModel.permute): puts them back.
   */
  #unpermute(values: Float32Array, columns: number): Float32Array {
    const out = new Float32Array(values.length);
    for (let row = 0; row < values.length / columns; row++) {
      const from = this.#interleaved(row);
      out.set(values.subarray(from * columns, (from + 1) * columns), row * columns);
    }
    return out;
  }

  /** Where the file keeps a row of a query or key matrix. */
  #interleaved(row: number): number {
    const { headDim } = this.#architecture;
    const half = headDim / 2;
    const inHead = row % headDim;
    return row - inHead + 2 * (inHead % half) + Math.floor(inHead / half);
  }
}

function rowBytes({ columns, format }: TensorInfo): number {
  return (columns / format.values) * format.bytes;
}
