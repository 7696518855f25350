import { ConversionError, type ConversionErrorPlace } from '../errors.ts';
import type { SafeTensor } from '../safetensors/header.ts';
import { readRows } from '../safetensors/tensors.ts';
import type { WeightSource } from '../weight-source.ts';
import { type Adapter, type LowRank, placeOf, readFactors, shapeOf } from './adapter.ts';
import { ADAPTER_CONFIG, rankOf, scaleOf } from './config.ts';

/**
 * A model's weights with a LoRA adapter merged in as they are read, in single precision: W + scale · U · V. The
 * factors of one weight are in memory at a time.
 */
export class MergedWeights implements WeightSource {
  readonly #base: WeightSource;
  readonly #adapter: Adapter;
  readonly #scales = new Map<string, number>();
  #factors: { name: string; lowRank: LowRank } | null = null;

  /** Throws ConversionError where the adapter is for another model: `names` are those that the model has. */
  constructor(base: WeightSource, adapter: Adapter, names: readonly string[]) {
    this.#base = base;
    this.#adapter = adapter;
    const known = new Set(names);
    for (const [name, pair] of adapter.pairs) check(name, placeOf(pair.a), shapeOf(pair));
    for (const [name, tensor] of adapter.replaced) check(name, placeOf(tensor), tensor);
    // Only now: the model bounds how many modules there are to be matched.
    for (const [name, { module, a }] of adapter.pairs) {
      const rank = rankOf(adapter.config, module);
      if (rank !== a.rows) {
        const problem = `a factor of rank ${a.rows}, and ${ADAPTER_CONFIG} says ${rank}`;
        throw new ConversionError('mismatch', placeOf(a), problem);
      }
      this.#scales.set(name, scaleOf(adapter.config, module));
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
    const own = this.#adapter.replaced.get(name);
    return own ? { ...placeOf(own), offset: offsetOf(own, row) } : this.#base.place(name, row);
  }

  async rows(name: string, from: number, count: number): Promise<Float32Array> {
    const own = this.#adapter.replaced.get(name);
    const values = own ? await readRows(own, from, count) : await this.#base.rows(name, from, count);
    const lowRank = await this.#lowRank(name);
    if (lowRank) addProduct(values, lowRank, this.#scales.get(name)!, from);
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

const offsetOf = ({ offset, columns, format }: SafeTensor, row: number) => offset + row * columns * format.bytes;

/** Adds rows `from` on of scale · U · V to as many rows of values. */
function addProduct(values: Float32Array, { rank, columns, u, v }: LowRank, scale: number, from: number): void {
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
