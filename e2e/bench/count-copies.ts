/** Bytes that went a way during a load. */
export interface Copies {
  /** Read from the browser's private file system, as a whole file or through a synchronous handle. */
  readAsFile: number;
  readBySyncHandle: number;
  /** Copied from one buffer of JavaScript or WebAssembly to another. */
  copied: number;
  /** Handed to the GPU's queue, or written into a mapped buffer. */
  writtenToGpu: number;
  mappedOfGpu: number;
}

/**
 * Runs in the engine's worker before anything else: counts at the doors that bytes can take. Written to be
 * put before the worker's own code as text, so it refers to nothing outside itself.
 */
export function countCopies(): void {
  const counted: Copies = { readAsFile: 0, readBySyncHandle: 0, copied: 0, writtenToGpu: 0, mappedOfGpu: 0 };
  const scope = globalThis as unknown as Record<string, { prototype: object }> & { copies: Copies };
  scope.copies = counted;
  type Any = (...values: unknown[]) => unknown;
  const watch = (type: object, name: string, count: (result: unknown, self: unknown, values: unknown[]) => void) => {
    const door = type as Record<string, Any>;
    const original = door[name] as Any;
    door[name] = function (this: unknown, ...values: unknown[]) {
      const result = original.apply(this, values);
      count(result, this, values);
      return result;
    };
  };
  const lengthOf = (value: unknown) => (value as ArrayBuffer | ArrayBufferView).byteLength;
  const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
  for (const name of ['arrayBuffer', 'text', 'bytes', 'stream']) {
    if (name in Blob.prototype) watch(Blob.prototype, name, (_, self) => (counted.readAsFile += (self as Blob).size));
  }
  if (scope.FileSystemSyncAccessHandle) {
    watch(scope.FileSystemSyncAccessHandle.prototype, 'read', (read) => (counted.readBySyncHandle += read as number));
  }
  watch(ArrayBuffer.prototype, 'slice', (made) => (counted.copied += lengthOf(made)));
  watch(typedArray, 'slice', (made) => (counted.copied += lengthOf(made)));
  watch(typedArray, 'set', (_, __, [source]) => (counted.copied += ArrayBuffer.isView(source) ? source.byteLength : 0));
  watch(GPUQueue.prototype, 'writeBuffer', (_, __, [, , data, from, size]) => {
    const unit = (data as Uint8Array).BYTES_PER_ELEMENT ?? 1;
    const whole = lengthOf(data) - ((from as number | undefined) ?? 0) * unit;
    counted.writtenToGpu += size === undefined ? whole : (size as number) * unit;
  });
  watch(GPUBuffer.prototype, 'getMappedRange', (range) => (counted.mappedOfGpu += lengthOf(range)));
}
