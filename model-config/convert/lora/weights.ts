import { ConversionError, type ConversionErrorPlace } from '../errors.ts';
import { readRows } from '../safetensors/tensors.ts';
import type { WeightSource } from '../weight-source.ts';
import { type Adapter, type LowRank, readFactors, shapeOf } from './adapter.ts';

/**
 * A model's weights with a LoRA adapter merged in as they are read, in single precision: W + scale · U · V. The
 * factors of one weight are in memory at a time.
 */
export class MergedWeights implements WeightSource {
  readonly #base: WeightSource;
  readonly #adapter: Adapter;
  #factors: { name: string; lowRank: LowRank } | null = null;

  /** Throws ConversionError where the adapter is for another model: `names` are those that the model has. */
  constructor(base: WeightSource, adapter: Adapter, names: readonly string[]) {
    this.#base = base;
    this.#adapter = adapter;
    const known = new Set(names);
    for (const [name, pair] of adapter.pairs) {
      check(name, { file: pair.a.source.name, tensor: pair.a.name, offset: pair.a.offset }, shapeOf(pair));
    }
    for (const [name, tensor] of adapter.replaced) {
      check(name, { file: tensor.source.name, tensor: tensor.name, offset: tensor.offset }, tensor);
    }

    function check(name: string, place: ConversionErrorPlace, shape: { rows: number; columns: number }) {
      if (!known.has(name)) throw new ConversionError('mismatch', place, `the model has no weight ${name}`);
      const { rows, columns } = base.shape(name);
      if (rows === shape.rows && columns === shape.columns) return;
      const problem = `it is for a weight of ${shape.rows} × ${shape.columns}, the model's has ${rows} × ${columns}`;
      throw new ConversionError('mismatch', place, problem);
    }
  }

  shape(name: string) {
    return this.#base.shape(name);
  }

  place(name: string, row: number): ConversionErrorPlace {
    return this.#base.place(name, row);
  }

  async rows(name: string, from: number, count: number): Promise<Float32Array> {
    const own = this.#adapter.replaced.get(name);
    const values = own ? await readRows(own, from, count) : await this.#base.rows(name, from, count);
    const lowRank = await this.#lowRank(name);
    if (lowRank) addProduct(values, lowRank, from);
    return values;
  }

  async #lowRank(name: string): Promise<LowRank | null> {
    if (this.#factors?.name === name) return this.#factors.lowRank;
    const pair = this.#adapter.pairs.get(name);
    if (!pair) return null;
    this.#factors = { name, lowRank: await readFactors(pair) };
    return this.#factors.lowRank;
  }
}

/** Adds rows `from` on of scale · U · V to as many rows of values. */
function addProduct(values: Float32Array, { rank, columns, scale, u, v }: LowRank, from: number): void {
  const rows = values.length / columns;
  // Sums in double precision, rounded once.
  const sums = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    for (let k = 0; k < rank; k++) {
      const factor = u[(from + row) * rank + k]!;
      if (factor === 0) continue;
      const start = k * columns;
      for (let column = 0; column < columns; column++) sums[column]! += factor * v[start + column]!;
    }
    const start = row * columns;
    for (let column = 0; column < columns; column++) values[start + column]! += scale * sums[column]!;
  }
}
