import { z } from 'zod';
import { ManifestFile } from '../models/manifest.ts';
import type { ModelRecord, Quantization } from '../models/record.ts';
import type { ByteSource, FileSink, SourceFolder } from './byte-source.ts';
import { chatConfig } from './chat-config.ts';
import { checkArchitecture as checkGguf } from './gguf/architecture.ts';
import { readGguf } from './gguf/read.ts';
import { tokenizerJson } from './gguf/tokenizer.ts';
import { GgufWeights } from './gguf/weights.ts';
import { HashingSink } from './hashing-sink.ts';
import { readAdapter } from './lora/adapter.ts';
import { MergedWeights } from './lora/weights.ts';
import { parametersOf } from './parameters.ts';
import { checkArchitecture, readArchitecture } from './safetensors/architecture.ts';
import { readTensors } from './safetensors/tensors.ts';
import { readTokenizer } from './safetensors/tokenizer.ts';
import { SafetensorsWeights } from './safetensors/weights.ts';
import type { WeightSource } from './weight-source.ts';
import { type WeightsProgress, WrittenWeights, writeWeights } from './write-weights.ts';

/** What either conversion needs. */
export interface Conversion {
  record: ModelRecord;
  sink: FileSink;
  quantization: Quantization;
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
  source: ByteSource;
}

interface CheckpointConversion extends Conversion {
  /** config.json, tokenizer.json, and model.safetensors or its index with the files it names. */
  folder: SourceFolder;
  /** A PEFT LoRA adapter to be merged: adapter_config.json and adapter_model.safetensors. */
  adapter?: SourceFolder | undefined;
}

/** Reads a model of whose weights `names` are all. */
type Read = (names: string[]) => Promise<{ weights: WeightSource; tokenizer: object }>;

/**
 * Writes a GGUF file's model as a web-llm folder: 4-bit shards, tensor-cache.json, mlc-chat-config.json
 * and tokenizer.json. Returns every file with its size and SHA-256. Throws ConversionError for anything
 * wrong with the file, and the signal's reason when aborted; what was written by then is incomplete.
 */
export function convertGguf({ source, ...conversion }: GgufConversion): Promise<ManifestFile[]> {
  const { record } = conversion;
  return write(conversion, async (names) => {
    const gguf = await readGguf(source);
    checkGguf(gguf, record);
    return {
      weights: new GgufWeights(gguf, record.architecture, names),
      tokenizer: tokenizerJson(gguf, record.architecture.vocabSize),
    };
  });
}

/** The same of a checkpoint as transformers saves it, with an adapter merged into it. */
export function convertSafetensors({ folder, adapter, ...conversion }: CheckpointConversion): Promise<ManifestFile[]> {
  const { architecture } = conversion.record;
  return write(conversion, async (names) => {
    checkArchitecture(await readArchitecture(folder), architecture);
    const base = new SafetensorsWeights(await readTensors(folder), architecture, names);
    return {
      weights: adapter ? new MergedWeights(base, await readAdapter(adapter), names) : base,
      tokenizer: await readTokenizer(folder, architecture.vocabSize),
    };
  });
}

async function write(conversion: Conversion, read: Read): Promise<ManifestFile[]> {
  const { record, quantization, shardBytes, onProgress, signal, resume, onWritten } = conversion;
  const sink = new HashingSink(conversion.sink, [...(resume?.files ?? [])]);
  const tell = async (written: WrittenWeights) => onWritten?.({ ...written, files: [...sink.files] });
  try {
    const parameters = parametersOf(record.architecture);
    const { weights, tokenizer } = await read(parameters.flatMap((p) => p.parts.map((part) => part.name)));
    if (!resume) {
      await sink.writeJson('tokenizer.json', tokenizer);
      await sink.writeJson('mlc-chat-config.json', chatConfig(record, quantization));
    }
    const written = { parameters: resume?.parameters ?? 0, shards: resume?.shards ?? [] };
    await writeWeights({
      ...{ weights, parameters, sink, quantization, shardBytes, written, onProgress, signal },
      onWritten: tell,
    });
    return sink.files;
  } finally {
    await sink.abandon();
  }
}
