import type { Architecture } from '../models/record.ts';
import { ConversionError } from './errors.ts';
import type { GgufFile } from './gguf/read.ts';
import type { TensorInfo } from './gguf/tensors.ts';
import type { WeightSource } from './weight-source.ts';

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

  constructor(gguf: GgufFile, architecture: Architecture) {
    this.#gguf = gguf;
    this.#architecture = architecture;
  }

  #tensor(name: string): TensorInfo {
    const tensor = this.#gguf.tensors.get(ggufName(name));
    if (tensor) return tensor;
    const place = { file: this.#gguf.source.name, tensor: ggufName(name) };
    throw new ConversionError('missing-tensor', place, 'the model needs this tensor and the file has none');
  }

  has(name: string): boolean {
    return this.#gguf.tensors.has(ggufName(name));
  }

  shape(name: string) {
    const { rows, columns } = this.#tensor(name);
    return { rows, columns };
  }

  async rows(name: string, from: number, count: number): Promise<Float32Array> {
    const { format, columns, offset } = this.#tensor(name);
    const rowBytes = (columns / format.values) * format.bytes;
    const bytes = await this.#gguf.source.read(offset + from * rowBytes, count * rowBytes);
    const out = new Float32Array(count * columns);
    format.dequantise(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), out.length, out);
    return this.#isPermuted(name) ? this.#unpermute(out, columns) : out;
  }

  #isPermuted(name: string): boolean {
    return this.#architecture.modelType === 'llama' && /\.self_attn\.[qk]_proj\.weight$/.test(name);
  }

  /**
   * llama.cpp stores the query and key rows of Llama models with the two halves of each head
   * interleaved, for its rotary embedding (convert_hf_to_gguf.py, LlamaModel.permute): puts them back.
   */
  #unpermute(values: Float32Array, columns: number): Float32Array {
    const { headDim } = this.#architecture;
    const half = headDim / 2;
    const out = new Float32Array(values.length);
    for (let row = 0; row < values.length / columns; row++) {
      const inHead = row % headDim;
      const from = row - inHead + 2 * (inHead % half) + Math.floor(inHead / half);
      out.set(values.subarray(from * columns, (from + 1) * columns), row * columns);
    }
    return out;
  }
}
