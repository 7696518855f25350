import { z } from 'zod';
import { ManifestFile } from '../models/manifest.ts';
import type { Quantization } from '../models/quantization.ts';
import type { ModelRecord } from '../models/record.ts';
import type { Rule } from '../quantise/rule.ts';
import { searched } from '../quantise/searched.ts';
import type { ByteSource, FileSink, SourceFolder } from './byte-source.ts';
import { chatConfig } from './chat-config.ts';
import { openCheckpoint } from './checkpoint.ts';
import { openGguf } from './gguf.ts';
import { HashingSink } from './hashing-sink.ts';
import { parametersOf } from './parameters.ts';
import type { WeightSource } from './weight-source.ts';
import { type WeightsProgress, WrittenWeights, writeWeights } from './write-weights.ts';

/** What either conversion needs. */
export interface Conversion {
  record: ModelRecord;
  sink: FileSink;
  quantization: Quantization;
  /** How weights become codes; the search of quantise/searched.ts unless something better is known of them. */
  rule?: Rule | undefined;
  /** How full shards get; 32 MiB unless a test wants many of a small model. */
  shardBytes?: number | undefined;
  onProgress?: ((progress: WeightsProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** Where a conversion of the same files into the same sink was broken off. */
  resume?: Written | undefined;
  /** Called whenever all that was written so far is in whole files: what `resume` takes. */
  onWritten?: ((written: Written) => Promise<void>) | undefined;
}

/** What a conversion has written in whole files. */
export const Written = WrittenWeights.extend({ files: z.array(ManifestFile) });
export type Written = z.infer<typeof Written>;

interface GgufConversion extends Conversion {
  /** The file, or all files of one that was split. */
  sources: readonly ByteSource[];
}

interface CheckpointConversion extends Conversion {
  /** config.json, tokenizer.json, and model.safetensors or its index with the files it names. */
  folder: SourceFolder;
  /** A PEFT LoRA adapter to be merged: adapter_config.json and adapter_model.safetensors. */
  adapter?: SourceFolder | undefined;
}

type Read = () => Promise<{ weights: WeightSource; tokenizer: object }>;

/**
 * Writes a GGUF file's model as a web-llm folder: 4-bit shards, tensor-cache.json, mlc-chat-config.json
 * and tokenizer.json. Returns every file with its size and SHA-256. Throws ConversionError for anything
 * wrong with the file, and the signal's reason when aborted; what was written by then is incomplete.
 */
export function convertGguf({ sources, ...conversion }: GgufConversion): Promise<ManifestFile[]> {
  return write(conversion, () => openGguf(sources, conversion.record));
}

/** The same of a checkpoint as transformers saves it, with an adapter merged into it. */
export function convertSafetensors({ folder, adapter, ...conversion }: CheckpointConversion): Promise<ManifestFile[]> {
  return write(conversion, () => openCheckpoint(folder, adapter, conversion.record.architecture));
}

async function write(conversion: Conversion, read: Read): Promise<ManifestFile[]> {
  const { record, quantization, rule = searched, shardBytes, onProgress, signal, resume, onWritten } = conversion;
  const sink = new HashingSink(conversion.sink, [...(resume?.files ?? [])]);
  const tell = async (written: WrittenWeights) => onWritten?.({ ...written, files: [...sink.files] });
  try {
    const parameters = parametersOf(record.architecture);
    const { weights, tokenizer } = await read();
    if (!resume) {
      await sink.writeJson('tokenizer.json', tokenizer);
      await sink.writeJson('mlc-chat-config.json', chatConfig(record, quantization));
    }
    const written = { parameters: resume?.parameters ?? 0, shards: resume?.shards ?? [] };
    await writeWeights({
      ...{ weights, parameters, sink, quantization, rule, shardBytes, written, onProgress, signal },
      onWritten: tell,
    });
    return sink.files;
  } finally {
    await sink.abandon();
  }
}
