import type { Architecture } from '../../models/record.ts';
import { ConversionError, type ConversionErrorPlace } from '../errors.ts';
import type { WeightSource } from '../weight-source.ts';
import type { SafeTensor } from './header.ts';
import { readRows } from './tensors.ts';

/** Tables of the rotary embedding, which older checkpoints keep and config.json states in one number. */
const DERIVED = /\.rotary_emb\.inv_freq$/;

/** A checkpoint's weights, which already have the names and the order that the converter wants. */
export class SafetensorsWeights implements WeightSource {
  readonly #tensors: ReadonlyMap<string, SafeTensor>;

  /** `names` are all that the model is made of: a tensor besides them would be left out in silence, and is refused. */
  constructor(tensors: ReadonlyMap<string, SafeTensor>, architecture: Architecture, names: readonly string[]) {
    this.#tensors = tensors;
    const known = new Set(names);
    for (const { name, source, offset } of tensors.values()) {
      if (known.has(name) || DERIVED.test(name)) continue;
      // Where both are one, the embedding counts, as in transformers.
      if (architecture.tiedEmbedding && name === 'lm_head.weight') continue;
      const place = { file: source.name, tensor: name, offset };
      throw new ConversionError('mismatch', place, `a ${architecture.modelType} model has no such tensor`);
    }
    for (const name of names) this.#tensor(name);
  }

  #tensor(name: string): SafeTensor {
    const tensor = this.#tensors.get(name);
    if (tensor) return tensor;
    const file = this.#tensors.values().next().value?.source.name ?? 'model.safetensors';
    throw new ConversionError('missing-tensor', { file, tensor: name }, 'the model needs this tensor and has none');
  }

  shape(name: string) {
    const { rows, columns } = this.#tensor(name);
    return { rows, columns };
  }

  place(name: string, row: number): ConversionErrorPlace {
    const { source, offset, columns, format } = this.#tensor(name);
    return { file: source.name, tensor: name, offset: offset + row * columns * format.bytes };
  }

  rows(name: string, from: number, count: number): Promise<Float32Array> {
    return readRows(this.#tensor(name), from, count);
  }
}
