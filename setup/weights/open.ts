import { openCheckpoint } from '../../model-config/convert/checkpoint.ts';
import { openGguf } from '../../model-config/convert/gguf.ts';
import { folderSource, openFiles } from '../../model-config/convert/node/files.ts';
import type { WeightSource } from '../../model-config/convert/weight-source.ts';
import type { ModelRecord } from '../../model-config/models/record.ts';

export interface OpenWeights {
  weights: WeightSource;
  /** tokenizer.json. */
  tokenizer: object;
  close(): Promise<void>;
}

/**
 * A model's own weights, before any rounding: of its GGUF files, or of a checkpoint's folder with an adapter merged in.
 * Close them when done. Throws ConversionError.
 */
export async function openWeights(
  record: ModelRecord,
  model: readonly string[],
  adapter: string | null,
): Promise<OpenWeights> {
  if (record.source.format !== 'safetensors') {
    const { sources, close } = await openFiles(model);
    return closingOnError(close, async () => ({ ...(await openGguf(sources, record)), close }));
  }
  const folder = folderSource(model[0]!);
  const merged = adapter === null ? null : folderSource(adapter);
  const close = async () => {
    await folder.close();
    await merged?.close();
  };
  return closingOnError(close, async () => ({ ...(await openCheckpoint(folder, merged, record.architecture)), close }));
}

async function closingOnError<T>(close: () => Promise<void>, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    await close();
    throw error;
  }
}
