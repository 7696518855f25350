import type { TensorFacts } from '@/models/download/published-files';
import type { ErrorDetails } from '@/models/errors';
import { EngineError } from '../../errors';
import { findMetadata } from './metadata';
import { NotWasm, readWasm, type WasmModule } from './wasm';
import { abiFault } from './web-llm-abi';

/** What a library is held against: all that is known of a model before its weights are. */
export interface ModelFacts {
  quantization: string;
  /** What the weights' list has. */
  tensors: readonly TensorFacts[];
  /** By the model's configuration; null where it states none. */
  vocabularySize: number | null;
}

/**
 * Holds a model's library against web-llm and against the model's other files, without running it. Throws
 * EngineError `bad-library` with the first thing that does not fit. The context is none of them: a library
 * names the one it was compiled with, but the cache is sized when a model is loaded, whatever it says.
 */
export function checkLibrary(bytes: Uint8Array, model: ModelFacts): void {
  const module = readModule(bytes);
  const fault = abiFault(module);
  if (fault !== null) throw misfit('version', fault);
  const metadata = findMetadata(module.data);
  if (metadata === null) throw misfit('version', 'it does not describe itself');
  const { quantization, prefill_chunk_size: chunk, sliding_window_size: window = -1 } = metadata;
  const kind = metadata.kv_state_kind ?? 'kv_cache';
  if (quantization !== model.quantization) throw otherSetting('quantization', model.quantization, quantization);
  if (kind !== 'kv_cache') throw otherSetting('kv_state_kind', 'kv_cache', kind);
  if (chunk <= 0) throw otherSetting('prefill_chunk_size', '> 0', chunk);
  // Every model is loaded without a sliding window (load-model.ts).
  if (window > 0) throw otherSetting('sliding_window_size', -1, window);
  checkParameters(metadata.params, model.tensors);
  const [limit, vocabulary] = [model.vocabularySize ?? Number.POSITIVE_INFINITY, metadata.active_vocab_size ?? 0];
  if (vocabulary > limit) throw otherSetting('active_vocab_size', `≤ ${limit}`, vocabulary);
}

function readModule(bytes: Uint8Array): WasmModule {
  try {
    return readWasm(bytes);
  } catch (error) {
    if (error instanceof NotWasm) throw misfit('damaged', error.message);
    throw error;
  }
}

/** web-llm fetches a library's parameters by name and hands them over unseen; a tensor it does not ask for is one too many all the same. */
function checkParameters(parameters: readonly TensorFacts[], tensors: readonly TensorFacts[]): void {
  const listed = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  for (const parameter of parameters) {
    const tensor = listed.get(parameter.name);
    if (tensor === undefined || inWords(tensor) !== inWords(parameter))
      throw otherTensor(parameter.name, parameter, tensor);
  }
  const taken = new Set(parameters.map(({ name }) => name));
  const extra = tensors.find(({ name }) => !taken.has(name));
  if (extra !== undefined) throw otherTensor(extra.name, undefined, extra);
}

/** "896 × 32 uint32". */
function inWords({ shape, dtype }: TensorFacts): string {
  return `${shape.join(' × ')} ${dtype}`;
}

function otherTensor(
  parameter: string,
  expected: TensorFacts | undefined,
  found: TensorFacts | undefined,
): EngineError {
  const [takes, has] = [expected, found].map((tensor) => (tensor === undefined ? '–' : inWords(tensor)));
  const details = { parameter, expected: takes as string, found: has as string };
  return misfit('parameter', `${parameter}: ${takes} expected, ${has} found`, details);
}

function otherSetting(setting: string, expected: string | number, found: string | number): EngineError {
  return misfit('setting', `${setting}: ${expected} expected, ${found} found`, { setting, expected, found });
}

type Context = 'damaged' | 'version' | 'setting' | 'parameter';

/** `context` chooses among the texts of `bad-library`: i18next knows it as the context of a key. */
function misfit(context: Context, reason: string, details: ErrorDetails = {}): EngineError {
  return new EngineError('bad-library', { ...details, context, reason });
}
