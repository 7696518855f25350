import { z } from 'zod';
import type { HashedFile, HashingSink } from './hashing-sink.ts';

const StoredType = z.enum(['uint32', 'float32', 'float16']);
type StoredType = z.infer<typeof StoredType>;

const count = z.int().nonnegative();
const TensorRecord = z.strictObject({
  name: z.string(),
  shape: z.array(count),
  dtype: StoredType,
  format: z.literal('raw'),
  nbytes: count,
  byteOffset: count,
});

/** A shard as tensor-cache.json lists it. */
export const ShardRecord = z.strictObject({
  dataPath: z.string(),
  format: z.literal('raw-shard'),
  nbytes: count,
  records: z.array(TensorRecord),
  md5sum: z.string(),
});
export type ShardRecord = z.infer<typeof ShardRecord>;

/** Shards are filled up to this; a tensor that is larger by itself has one of its own, as MLC's have. */
export const SHARD_BYTES = 32 << 20;

const BYTES: Record<StoredType, number> = { uint32: 4, float32: 4, float16: 2 };

export interface Tensor {
  name: string;
  shape: number[];
  dtype: StoredType;
}

interface OpenShard {
  path: string;
  file: HashedFile;
  planned: number;
  records: z.infer<typeof TensorRecord>[];
}

const bytesOf = ({ shape, dtype }: Tensor) => shape.reduce((a, b) => a * b) * BYTES[dtype];

/** A shard of one kind of tensor that is being filled. */
class Lane {
  #open: OpenShard | null = null;
  readonly #writer: ShardWriter;

  constructor(writer: ShardWriter) {
    this.#writer = writer;
  }

  hasRoom(tensor: Tensor): boolean {
    return this.#open === null || this.#open.planned + bytesOf(tensor) <= this.#writer.shardBytes;
  }

  async begin(tensor: Tensor): Promise<void> {
    const nbytes = bytesOf(tensor);
    this.#open ??= await this.#writer.openShard();
    this.#open.records.push({ ...tensor, format: 'raw', nbytes, byteOffset: this.#open.planned });
    this.#open.planned += nbytes;
  }

  async write(values: Uint32Array | Float32Array | Uint16Array): Promise<void> {
    await this.#open!.file.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }

  async finish(): Promise<void> {
    if (!this.#open) return;
    const { path, file, planned, records } = this.#open;
    this.#open = null;
    if (file.bytes !== planned) throw new Error(`${path}: ${file.bytes} bytes written where ${planned} were planned`);
    const { md5 } = await file.close();
    this.#writer.shards.push({ dataPath: path, format: 'raw-shard', nbytes: planned, records, md5sum: md5 });
  }
}

/**
 * Writes tensors into params_shard_N.bin and tensor-cache.json. A matrix's packed words and its scales
 * come out of the same rows but are separate tensors; each kind has a lane of shards of its own, so that
 * neither has to be held in memory until the other is done. Both lanes' shards end together, between two
 * parameters: a conversion that was broken off goes on from there.
 */
export class ShardWriter {
  readonly shards: ShardRecord[];
  readonly shardBytes: number;
  readonly words = new Lane(this);
  readonly floats = new Lane(this);
  readonly #sink: HashingSink;
  #opened: number;

  /** `shards`: those that are finished already. */
  constructor(sink: HashingSink, shards: ShardRecord[], shardBytes: number) {
    this.shards = shards;
    this.shardBytes = shardBytes;
    this.#sink = sink;
    this.#opened = shards.length;
  }

  async openShard(): Promise<OpenShard> {
    const path = `params_shard_${this.#opened++}.bin`;
    return { path, file: await this.#sink.open(path), planned: 0, records: [] };
  }

  hasRoom(tensors: { words?: Tensor; floats: Tensor }): boolean {
    return (!tensors.words || this.words.hasRoom(tensors.words)) && this.floats.hasRoom(tensors.floats);
  }

  /** Makes room for a parameter's tensors, whose rows follow. */
  async begin({ words, floats }: { words?: Tensor; floats: Tensor }): Promise<void> {
    if (words) await this.words.begin(words);
    await this.floats.begin(floats);
  }

  /** Closes the shards that are being filled. */
  async close(): Promise<void> {
    await this.words.finish();
    await this.floats.finish();
  }

  /** Closes the last shards and writes their list. `weights` is the number of weights they stand for. */
  async finish(weights: number): Promise<void> {
    await this.close();
    const bytes = this.shards.reduce((sum, shard) => sum + shard.nbytes, 0);
    const tensors = this.shards.reduce((sum, shard) => sum + shard.records.length, 0);
    const metadata = { ParamSize: tensors, ParamBytes: bytes, BitsPerParam: (8 * bytes) / weights };
    await this.#sink.writeJson('tensor-cache.json', { metadata, records: this.shards });
  }
}
