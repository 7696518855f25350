import type { ManifestFile } from '../models/manifest.ts';
import type { ModelRecord, Quantization } from '../models/record.ts';
import type { ByteSource, FileSink } from './byte-source.ts';
import { chatConfig } from './chat-config.ts';
import { checkArchitecture } from './check-architecture.ts';
import { readGguf } from './gguf/read.ts';
import { GgufWeights } from './gguf-weights.ts';
import { HashingSink } from './hashing-sink.ts';
import { parametersOf } from './parameters.ts';
import { tokenizerJson } from './tokenizer.ts';
import { type WeightsProgress, writeWeights } from './write-weights.ts';

export interface Conversion {
  record: ModelRecord;
  source: ByteSource;
  sink: FileSink;
  quantization: Quantization;
  onProgress?: ((progress: WeightsProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Writes a GGUF file's model as a web-llm folder: 4-bit shards, tensor-cache.json, mlc-chat-config.json
 * and tokenizer.json. Returns every file with its size and SHA-256. Throws ConversionError for anything
 * wrong with the file, and the signal's reason when aborted; what was written by then is incomplete.
 */
export async function convertGguf(conversion: Conversion): Promise<ManifestFile[]> {
  const { record, source, quantization, onProgress, signal } = conversion;
  const sink = new HashingSink(conversion.sink);
  try {
    const gguf = await readGguf(source);
    checkArchitecture(gguf, record);
    const parameters = parametersOf(record.architecture);
    const weights = new GgufWeights(
      gguf,
      record.architecture,
      parameters.flatMap((p) => p.parts.map((part) => part.name)),
    );
    await sink.writeJson('tokenizer.json', tokenizerJson(gguf, record.architecture.vocabSize));
    await sink.writeJson('mlc-chat-config.json', chatConfig(record, quantization));
    await writeWeights({ weights, parameters, sink, quantization, onProgress, signal });
    return sink.files;
  } finally {
    await sink.abandon();
  }
}
