import type { WasmModule } from './wasm';

/*
 * What web-llm 0.2.86 (package.json pins it) and a library want of each other. The test beside this file
 * holds the lists to the installed web-llm.
 */

/** What web-llm calls: TVM's runtime through its FFI. Libraries of older versions export other names (TVMFuncCall and so on). */
export const CALLED = [
  '_initialize',
  'memory',
  'TVMWasmAllocSpace',
  'TVMWasmFreeSpace',
  'TVMFFIWasmFunctionCreate',
  'TVMFFIWasmGetLastError',
  'TVMFFIFunctionCall',
  'TVMFFIFunctionGetGlobal',
  'TVMFFIFunctionSetGlobal',
  'TVMFFIObjectIncRef',
  'TVMFFIObjectDecRef',
  'TVMFFIAnyViewToOwnedAny',
  'TVMFFIGetTypeInfo',
  'TVMFFITypeKeyToIndex',
  'TVMFFIDataTypeToString',
  'TVMFFIErrorSetRaisedFromCStr',
] as const;

/** What web-llm gives to a library, in both of these modules. */
export const GIVEN: readonly string[] = [
  'TVMFFIWasmSafeCall',
  'TVMFFIWasmFunctionDeleter',
  'clock_time_get',
  'emscripten_notify_memory_growth',
  'environ_get',
  'environ_sizes_get',
  'fd_close',
  'fd_read',
  'fd_seek',
  'fd_write',
  'proc_exit',
  '__cxa_thread_atexit',
  '__console_log',
];
const GIVING_MODULES: readonly string[] = ['env', 'wasi_snapshot_preview1'];

/** The first thing that one of the two lacks for the other, in words, or null. */
export function abiFault({ exports, imports }: Pick<WasmModule, 'exports' | 'imports'>): string | null {
  const missing = CALLED.find((name) => !exports.includes(name));
  if (missing !== undefined) return `it has no ${missing}`;
  const wanted = imports.find(
    ({ module, name, isFunction }) => !isFunction || !GIVING_MODULES.includes(module) || !GIVEN.includes(name),
  );
  return wanted === undefined ? null : `it wants ${wanted.module}.${wanted.name}`;
}
