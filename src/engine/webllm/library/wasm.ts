/** What can be told of a WebAssembly module without compiling it (https://webassembly.github.io/spec/core/binary/modules.html). */
export interface WasmModule {
  imports: { module: string; name: string; isFunction: boolean }[];
  exports: string[];
  /** The contents of its data section. */
  data: Uint8Array;
}

/** The bytes are no whole WebAssembly module; the message says where they stop being one. */
export class NotWasm extends Error {
  override name = 'NotWasm';
}

const MAGIC = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const SECTION = { imports: 2, exports: 7, data: 11 } as const;
const FUNCTION = 0;

/** Throws NotWasm. */
export function readWasm(bytes: Uint8Array): WasmModule {
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) throw new NotWasm('it does not begin as WebAssembly does');
  const module: WasmModule = { imports: [], exports: [], data: new Uint8Array() };
  const file = new Cursor(bytes, MAGIC.length);
  while (!file.atEnd()) {
    const section = file.byte();
    const content = file.part(file.number());
    if (section === SECTION.imports) module.imports = readImports(content);
    if (section === SECTION.exports) module.exports = readExports(content);
    if (section === SECTION.data) module.data = content.rest();
  }
  return module;
}

function readImports(content: Cursor): WasmModule['imports'] {
  return content.list(() => {
    const [module, name, kind] = [content.name(), content.name(), content.byte()];
    skipType(content, kind);
    return { module, name, isFunction: kind === FUNCTION };
  });
}

/** Behind an import's name stands its type: of a function, table, memory, global or tag. */
function skipType(content: Cursor, kind: number): void {
  if (kind === 1 || kind === 3 || kind === 4) content.byte();
  if (kind === 1 || kind === 2) {
    const hasMaximum = content.byte() % 2 === 1;
    content.number();
    if (hasMaximum) content.number();
  } else if (kind === 3) content.byte();
  else content.number();
}

function readExports(content: Cursor): string[] {
  return content.list(() => {
    const name = content.name();
    content.byte();
    content.number();
    return name;
  });
}

class Cursor {
  constructor(
    private readonly bytes: Uint8Array,
    private position = 0,
  ) {}

  atEnd(): boolean {
    return this.position === this.bytes.length;
  }

  byte(): number {
    return this.part(1).bytes[0] as number;
  }

  /** An unsigned LEB128 of 32 bits. */
  number(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new NotWasm(`byte ${this.position} ends no number`);
  }

  name(): string {
    return new TextDecoder().decode(this.part(this.number()).bytes);
  }

  list<T>(read: () => T): T[] {
    const all: T[] = [];
    for (let left = this.number(); left > 0; left -= 1) all.push(read());
    return all;
  }

  part(length: number): Cursor {
    const end = this.position + length;
    if (end > this.bytes.length) throw new NotWasm(`it ends after ${this.bytes.length} of at least ${end} bytes`);
    const part = new Cursor(this.bytes.subarray(this.position, end));
    this.position = end;
    return part;
  }

  rest(): Uint8Array {
    return this.bytes.subarray(this.position);
  }
}
