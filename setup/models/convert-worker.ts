import { convertGguf, convertSafetensors } from '../../model-config/convert/convert.ts';
import { folderSink, folderSource, openFileSource } from '../../model-config/convert/node/files.ts';
import type { ModelRecord, Quantization } from '../../model-config/models/record.ts';
import { tellProgress } from '../run/in-worker.ts';

export interface ConversionOrder {
  record: ModelRecord;
  quantization: Quantization;
  /** The GGUF file, or the checkpoint's folder. */
  model: string;
  /** The folder to write. */
  out: string;
}

export async function work({ record, quantization, model, out }: ConversionOrder): Promise<void> {
  const conversion = { record, sink: folderSink(out), quantization, onProgress: tellProgress };
  if (record.source.format === 'safetensors') {
    const folder = folderSource(model);
    try {
      await convertSafetensors({ ...conversion, folder });
    } finally {
      await folder.close();
    }
    return;
  }
  const source = await openFileSource(model);
  try {
    await convertGguf({ ...conversion, source });
  } finally {
    await source.close();
  }
}
