import { convertGguf } from '../../model-config/convert/convert.ts';
import { folderSink, openFileSource } from '../../model-config/convert/node/files.ts';
import type { ModelRecord, Quantization } from '../../model-config/models/record.ts';
import { tellProgress } from '../run/in-worker.ts';

export interface ConversionOrder {
  record: ModelRecord;
  quantization: Quantization;
  /** The GGUF file. */
  file: string;
  /** The folder to write. */
  out: string;
}

export async function work({ record, quantization, file, out }: ConversionOrder): Promise<void> {
  const source = await openFileSource(file);
  try {
    await convertGguf({ record, source, sink: folderSink(out), quantization, onProgress: tellProgress });
  } finally {
    await source.close();
  }
}
