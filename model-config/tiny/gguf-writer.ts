import { toHalfBits } from '../quantise/half.ts';

/** GGUF version 3, as ggml's docs/gguf.md describes it; little-endian. */

const ALIGNMENT = 32;
const VALUE_TYPE = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const;

export type Metadata =
  | { type: 'uint32' | 'float32'; value: number }
  | { type: 'bool'; value: boolean }
  | { type: 'string'; value: string }
  | { type: 'strings'; value: string[] }
  | { type: 'int32s'; value: number[] };

export interface Tensor {
  name: string;
  /** Outputs first, as in a row-major matrix; GGUF lists them the other way round. */
  shape: number[];
  /** q8_0 wants the scale of every 32 values: each value must be a multiple of it, at most 127. */
  type: 'f32' | 'f16' | 'q8_0';
  values: Float64Array;
}

const TENSOR_TYPE = { f32: 0, f16: 1, q8_0: 8 } as const;

export function writeGguf(metadata: Record<string, Metadata>, tensors: Tensor[]): Uint8Array {
  const header = new ByteWriter();
  header.bytes(new TextEncoder().encode('GGUF'));
  header.uint32(3);
  header.uint64(tensors.length);
  header.uint64(Object.keys(metadata).length);
  for (const [key, entry] of Object.entries(metadata)) {
    header.string(key);
    writeValue(header, entry);
  }
  const payloads = tensors.map(encodeTensor);
  let offset = 0;
  tensors.forEach((tensor, i) => {
    header.string(tensor.name);
    header.uint32(tensor.shape.length);
    for (const extent of [...tensor.shape].reverse()) header.uint64(extent);
    header.uint32(TENSOR_TYPE[tensor.type]);
    header.uint64(offset);
    offset += aligned(payloads[i]!.length);
  });
  const file = new Uint8Array(aligned(header.length) + offset);
  file.set(header.done());
  let at = aligned(header.length);
  for (const payload of payloads) {
    file.set(payload, at);
    at += aligned(payload.length);
  }
  return file;
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

function writeValue(out: ByteWriter, entry: Metadata): void {
  switch (entry.type) {
    case 'strings':
      out.uint32(VALUE_TYPE.array);
      out.uint32(VALUE_TYPE.string);
      out.uint64(entry.value.length);
      for (const value of entry.value) out.string(value);
      return;
    case 'int32s':
      out.uint32(VALUE_TYPE.array);
      out.uint32(VALUE_TYPE.int32);
      out.uint64(entry.value.length);
      for (const value of entry.value) out.uint32(value);
      return;
    case 'string':
      out.uint32(VALUE_TYPE.string);
      out.string(entry.value);
      return;
    case 'bool':
      out.uint32(VALUE_TYPE.bool);
      out.bytes(Uint8Array.of(entry.value ? 1 : 0));
      return;
    case 'uint32':
      out.uint32(VALUE_TYPE.uint32);
      out.uint32(entry.value);
      return;
    case 'float32':
      out.uint32(VALUE_TYPE.float32);
      out.float32(entry.value);
  }
}

function encodeTensor(tensor: Tensor): Uint8Array {
  const { values } = tensor;
  if (tensor.type === 'f32') return bytesOf(Float32Array.from(values));
  if (tensor.type === 'f16') return bytesOf(Uint16Array.from(values, toHalfBits));
  const out = new Uint8Array((values.length / 32) * 34);
  const view = new DataView(out.buffer);
  for (let start = 0, at = 0; start < values.length; start += 32, at += 34) {
    const block = values.subarray(start, start + 32);
    const scale = block.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / 7;
    view.setUint16(at, toHalfBits(scale), true);
    block.forEach((value, i) => {
      view.setInt8(at + 2 + i, scale === 0 ? 0 : Math.round(value / scale));
    });
  }
  return out;
}

function bytesOf(array: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(array.buffer);
}

class ByteWriter {
  private buffer = new Uint8Array(1 << 16);
  private view = new DataView(this.buffer.buffer);
  length = 0;

  bytes(bytes: Uint8Array): void {
    this.buffer.set(bytes, this.room(bytes.length));
  }

  uint32(value: number): void {
    this.view.setUint32(this.room(4), value, true);
  }

  uint64(value: number): void {
    this.view.setBigUint64(this.room(8), BigInt(value), true);
  }

  float32(value: number): void {
    this.view.setFloat32(this.room(4), value, true);
  }

  string(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.uint64(bytes.length);
    this.bytes(bytes);
  }

  done(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  /** Position of `size` new bytes. */
  private room(size: number): number {
    const at = this.length;
    this.length += size;
    if (this.length > this.buffer.length) {
      const grown = new Uint8Array(2 * this.length);
      grown.set(this.buffer);
      this.buffer = grown;
      this.view = new DataView(grown.buffer);
    }
    return at;
  }
}
