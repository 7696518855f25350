import type { Architecture } from '../models/record.ts';
import type { SourceFolder } from './byte-source.ts';
import { checkShapes } from './check-shapes.ts';
import { typesOf } from './dequantise/formats.ts';
import { ConversionError } from './errors.ts';
import { type Adapter, readAdapter } from './lora/adapter.ts';
import { ADAPTER_CONFIG } from './lora/config.ts';
import { MergedWeights } from './lora/weights.ts';
import { parametersOf } from './parameters.ts';
import { checkArchitecture, readArchitecture } from './safetensors/architecture.ts';
import type { SafeTensor } from './safetensors/header.ts';
import { readRows, readTensors } from './safetensors/tensors.ts';
import { readTokenizer } from './safetensors/tokenizer.ts';
import { SafetensorsWeights } from './safetensors/weights.ts';
import type { WeightSource } from './weight-source.ts';

const EMBEDDING = 'model.embed_tokens.weight';
const HEAD = 'lm_head.weight';

export interface Checkpoint {
  architecture: Architecture;
  /** With the adapter merged in. */
  weights: WeightSource;
  tokenizer: object;
  /** The types of its tensors, without the adapter's. */
  storedAs: string[];
}

/**
 * Reads all that a checkpoint and an adapter say in their heads and small files, and holds it together: shape,
 * tokenizer, every tensor, the adapter. No weights are read, but for an output matrix that should not be there.
 * `settled`: the shape that an earlier reading of the same files came to. Throws ConversionError.
 */
export async function openCheckpoint(
  folder: SourceFolder,
  adapterFolder?: SourceFolder | null,
  settled?: Architecture,
): Promise<Checkpoint> {
  const stated = await readArchitecture(folder);
  const adapter = adapterFolder ? await readAdapter(adapterFolder) : null;
  const tensors = await readTensors(folder);
  const ownHead = stated.tiedEmbedding && (await hasOwnHead(tensors, adapter, settled));
  const architecture = { ...stated, tiedEmbedding: stated.tiedEmbedding && !ownHead };
  if (settled) checkArchitecture(architecture, settled);
  const tokenizer = await readTokenizer(folder, architecture.vocabSize);
  // An output matrix of its own begins as the embedding's equal, where the files have none.
  const head = tensors.get(HEAD) ?? tensors.get(EMBEDDING);
  const all = ownHead && head ? new Map(tensors).set(HEAD, { ...head }) : tensors;
  const names = parametersOf(architecture).flatMap(({ parts }) => parts.map(({ name }) => name));
  const base = new SafetensorsWeights(all, architecture, names);
  checkShapes(base, parametersOf(architecture));
  const weights = adapter ? new MergedWeights(base, adapter, names) : base;
  return { architecture, tokenizer, weights, storedAs: typesOf(tensors.values()) };
}

/**
 * Whether a model whose config.json ties output matrix and embedding has two all the same. transformers (5.23,
 * tie_weights) ties them only if a checkpoint does not hold both, or both equal; and what PEFT changes of one of
 * the two, its forward pass does not change of the other.
 */
async function hasOwnHead(
  tensors: ReadonlyMap<string, SafeTensor>,
  adapter: Adapter | null,
  settled: Architecture | undefined,
): Promise<boolean> {
  const changed = [EMBEDDING, HEAD].filter((name) => adapter?.pairs.has(name) || adapter?.replaced.has(name));
  if (changed.length > 0) {
    if (!adapter!.config.ensure_weight_tying) return true;
    const problem = 'an adapter that keeps embedding and output matrix tied is not supported; false is';
    throw new ConversionError('unsupported-adapter', { file: ADAPTER_CONFIG, key: 'ensure_weight_tying' }, problem);
  }
  const [embedding, head] = [tensors.get(EMBEDDING), tensors.get(HEAD)];
  if (!embedding || !head) return false;
  if (settled?.tiedEmbedding === false) return true;
  return head.source.far === true || !(await areEqual(embedding, head));
}

const COMPARED_VALUES = 1 << 20;

async function areEqual(a: SafeTensor, b: SafeTensor): Promise<boolean> {
  if (a.rows !== b.rows || a.columns !== b.columns) return false;
  const step = Math.max(1, Math.floor(COMPARED_VALUES / a.columns));
  for (let from = 0; from < a.rows; from += step) {
    const count = Math.min(step, a.rows - from);
    const [left, right] = [await readRows(a, from, count), await readRows(b, from, count)];
    if (left.some((value, index) => value !== right[index])) return false;
  }
  return true;
}
