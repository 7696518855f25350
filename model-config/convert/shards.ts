import type { HashedFile, HashingSink } from './hashing-sink.ts';

export type StoredType = 'uint32' | 'float32' | 'float16';

interface TensorRecord {
  name: string;
  shape: number[];
  dtype: StoredType;
  format: 'raw';
  nbytes: number;
  byteOffset: number;
}

interface ShardRecord {
  dataPath: string;
  format: 'raw-shard';
  nbytes: number;
  records: TensorRecord[];
  md5sum: string;
}

/** Shards are filled up to this; a tensor that is larger by itself has one of its own, as MLC's have. */
const SHARD_BYTES = 32 << 20;

const BYTES: Record<StoredType, number> = { uint32: 4, float32: 4, float16: 2 };

interface OpenShard {
  path: string;
  file: HashedFile;
  planned: number;
  records: TensorRecord[];
}

/** One row of shards, filled one after the other. */
class Lane {
  #open: OpenShard | null = null;
  readonly #writer: ShardWriter;

  constructor(writer: ShardWriter) {
    this.#writer = writer;
  }

  /** Makes room for a tensor whose rows follow with `write`. */
  async begin(name: string, shape: number[], dtype: StoredType): Promise<void> {
    const nbytes = shape.reduce((a, b) => a * b) * BYTES[dtype];
    if (this.#open && this.#open.planned + nbytes > SHARD_BYTES) await this.finish();
    this.#open ??= await this.#writer.openShard();
    this.#open.records.push({ name, shape, dtype, format: 'raw', nbytes, byteOffset: this.#open.planned });
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
 * neither has to be held in memory until the other is done.
 */
export class ShardWriter {
  readonly shards: ShardRecord[] = [];
  readonly words = new Lane(this);
  readonly floats = new Lane(this);
  readonly #sink: HashingSink;
  #opened = 0;

  constructor(sink: HashingSink) {
    this.#sink = sink;
  }

  async openShard(): Promise<OpenShard> {
    const path = `params_shard_${this.#opened++}.bin`;
    return { path, file: await this.#sink.open(path), planned: 0, records: [] };
  }

  /** Closes the last shards and writes their list. `weights` is the number of weights they stand for. */
  async finish(weights: number): Promise<void> {
    await this.words.finish();
    await this.floats.finish();
    const bytes = this.shards.reduce((sum, shard) => sum + shard.nbytes, 0);
    const tensors = this.shards.reduce((sum, shard) => sum + shard.records.length, 0);
    const metadata = { ParamSize: tensors, ParamBytes: bytes, BitsPerParam: (8 * bytes) / weights };
    await this.#sink.writeJson('tensor-cache.json', { metadata, records: this.shards });
  }
}
