import type { ByteSource } from '../byte-source.ts';
import { ConversionError } from '../errors.ts';

const WINDOW = 1 << 20;

/** Reads the head of a GGUF file value by value, through a window of 1 MiB. Little-endian, as GGUF is. */
export class Cursor {
  readonly #source: ByteSource;
  #window = new DataView(new ArrayBuffer(0));
  #windowStart = 0;
  #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  offset = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  get file(): string {
    return this.#source.name;
  }

  get remaining(): number {
    return this.#source.size - this.offset;
  }

  /** Bytes at the cursor, which moves past them. */
  async #take(length: number): Promise<{ view: DataView; at: number }> {
    if (length > this.remaining) {
      const problem = `the file ends here, ${length} more bytes were expected`;
      throw new ConversionError('truncated', { file: this.file, offset: this.offset }, problem);
    }
    const inside = this.offset - this.#windowStart;
    if (inside < 0 || inside + length > this.#window.byteLength) {
      const bytes = await this.#source.read(this.offset, Math.min(Math.max(length, WINDOW), this.remaining));
      this.#window = new DataView(bytes.slice().buffer);
      this.#windowStart = this.offset;
    }
    const at = this.offset - this.#windowStart;
    this.offset += length;
    return { view: this.#window, at };
  }

  async u8(): Promise<number> {
    const { view, at } = await this.#take(1);
    return view.getUint8(at);
  }

  async i8(): Promise<number> {
    const { view, at } = await this.#take(1);
    return view.getInt8(at);
  }

  async u16(): Promise<number> {
    const { view, at } = await this.#take(2);
    return view.getUint16(at, true);
  }

  async i16(): Promise<number> {
    const { view, at } = await this.#take(2);
    return view.getInt16(at, true);
  }

  async u32(): Promise<number> {
    const { view, at } = await this.#take(4);
    return view.getUint32(at, true);
  }

  async i32(): Promise<number> {
    const { view, at } = await this.#take(4);
    return view.getInt32(at, true);
  }

  async f32(): Promise<number> {
    const { view, at } = await this.#take(4);
    return view.getFloat32(at, true);
  }

  async f64(): Promise<number> {
    const { view, at } = await this.#take(8);
    return view.getFloat64(at, true);
  }

  /** A 64-bit count or offset. Beyond 2^53 it can only be a lie, and is told so. */
  async u64(): Promise<number> {
    const start = this.offset;
    const { view, at } = await this.#take(8);
    return this.#safe(view.getBigUint64(at, true), start);
  }

  async i64(): Promise<number> {
    const start = this.offset;
    const { view, at } = await this.#take(8);
    return this.#safe(view.getBigInt64(at, true), start);
  }

  #safe(value: bigint, offset: number): number {
    const number = Number(value);
    if (Number.isSafeInteger(number)) return number;
    throw new ConversionError('limit-exceeded', { file: this.file, offset }, `the number ${value} is out of range`);
  }

  async string(limit: number): Promise<string> {
    const start = this.offset;
    const length = await this.u64();
    if (length > limit) {
      const problem = `a text of ${length} bytes is longer than the ${limit} allowed`;
      throw new ConversionError('limit-exceeded', { file: this.file, offset: start }, problem);
    }
    const { view, at } = await this.#take(length);
    try {
      return this.#utf8.decode(new Uint8Array(view.buffer, at, length));
    } catch {
      throw new ConversionError('bad-metadata', { file: this.file, offset: start }, 'a text is not valid UTF-8');
    }
  }
}
