/**
 * Writes GGUF byte by byte as ggml's docs/gguf.md says, and lets a test lie in every place: counts, lengths,
 * offsets and types are written as they are given.
 */
export interface RawGguf {
  magic: string;
  version: number;
  tensorCount: bigint;
  fieldCount: bigint;
  /** Keys, and values with their type before them. */
  fields: [key: Uint8Array, value: Uint8Array][];
  tensors: RawTensor[];
  alignment: number;
}

export interface RawTensor {
  name: string;
  /** Fastest first. */
  dimensions: bigint[];
  type: number;
  offset: bigint;
  data: Uint8Array;
}

const encoder = new TextEncoder();

export const join = (...parts: Uint8Array[]): Uint8Array => {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};

const view = (size: number, write: (view: DataView) => void): Uint8Array => {
  const data = new DataView(new ArrayBuffer(size));
  write(data);
  return new Uint8Array(data.buffer);
};

export const u32 = (value: number) => view(4, (v) => v.setUint32(0, value, true));
export const u64 = (value: bigint) => view(8, (v) => v.setBigUint64(0, value, true));
export const f32 = (value: number) => view(4, (v) => v.setFloat32(0, value, true));
export const text = (value: string) => join(u64(BigInt(encoder.encode(value).length)), encoder.encode(value));

/** Values as they stand after a key. */
export const value = {
  uint32: (n: number) => join(u32(4), u32(n)),
  bool: (b: boolean) => join(u32(7), Uint8Array.of(b ? 1 : 0)),
  float32: (n: number) => join(u32(6), f32(n)),
  flag: (is: boolean) => join(u32(7), Uint8Array.of(is ? 1 : 0)),
  text: (s: string) => join(u32(8), text(s)),
  texts: (list: string[]) => join(u32(9), u32(8), u64(BigInt(list.length)), ...list.map(text)),
  int32s: (list: number[]) => join(u32(9), u32(5), u64(BigInt(list.length)), ...list.map(u32)),
};

/** The file in parts of so many tensors, as gguf-split writes them: the first has all fields, the others their numbers. */
export function splitGguf(g: RawGguf, tensorsEach: number): RawGguf[] {
  const count = Math.ceil(g.tensors.length / tensorsEach);
  return Array.from({ length: count }, (_, index) => {
    let offset = 0n;
    const tensors = g.tensors.slice(index * tensorsEach, (index + 1) * tensorsEach).map((tensor) => {
      const placed = { ...tensor, offset };
      offset += BigInt(Math.ceil(tensor.data.length / g.alignment) * g.alignment);
      return placed;
    });
    const numbers = { 'split.no': index, 'split.count': count, 'split.tensors.count': g.tensors.length };
    const own = Object.entries(numbers).map(([key, n]): [Uint8Array, Uint8Array] => [text(key), value.uint32(n)]);
    const fields = [...(index === 0 ? g.fields : []), ...own];
    return { ...g, tensors, fields, tensorCount: BigInt(tensors.length), fieldCount: BigInt(fields.length) };
  });
}

const keyOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes.subarray(8));

/** Sets a field, or adds it. */
export function setField(g: RawGguf, key: string, bytes: Uint8Array): void {
  const field = g.fields.find(([k]) => keyOf(k) === key);
  if (field) {
    field[1] = bytes;
  } else {
    g.fields.push([text(key), bytes]);
    g.fieldCount++;
  }
}

export function removeField(g: RawGguf, key: string): void {
  g.fields = g.fields.filter(([k]) => keyOf(k) !== key);
  g.fieldCount--;
}

export function rawGguf(g: RawGguf): Uint8Array {
  const head = join(
    encoder.encode(g.magic),
    u32(g.version),
    u64(g.tensorCount),
    u64(g.fieldCount),
    ...g.fields.flat(),
    ...g.tensors.flatMap((t) => [
      text(t.name),
      u32(t.dimensions.length),
      ...t.dimensions.map(u64),
      u32(t.type),
      u64(t.offset),
    ]),
  );
  const padding = (length: number) => new Uint8Array(Math.ceil(length / g.alignment) * g.alignment - length);
  return join(head, padding(head.length), ...g.tensors.flatMap((t) => [t.data, padding(t.data.length)]));
}
