import { convertGguf, convertSafetensors, type Written } from '../../model-config/convert/convert.ts';
import { folderSink, folderSource, openFiles } from '../../model-config/convert/node/files.ts';
import { parametersOf } from '../../model-config/convert/parameters.ts';
import type { Quantization } from '../../model-config/models/quantization.ts';
import type { ModelRecord } from '../../model-config/models/record.ts';
import { calibratedRule } from '../calibration/rule.ts';
import { tellProgress } from '../run/in-worker.ts';
import { readJournal, writeJournal } from './conversion-journal.ts';

export interface ConversionOrder {
  record: ModelRecord;
  quantization: Quantization;
  /** The GGUF file or files, or the checkpoint's folder. */
  model: string[];
  /** The folder of a LoRA adapter that is merged into a checkpoint. */
  adapter: string | null;
  /** The folder with codes and scales that were fitted before; null where the rule is to search for them. */
  calibrated: string | null;
  /** The folder to write. */
  out: string;
  /** Stands for all that the result depends on: what was begun from something else is begun anew. */
  print: string;
}

export async function work(order: ConversionOrder): Promise<void> {
  const { record, quantization, model, adapter, calibrated, out, print } = order;
  const resume = await readJournal(out, print);
  const onWritten = (written: Written) => writeJournal(out, print, written);
  const rule = calibrated === null ? undefined : calibratedRule(calibrated, parametersOf(record.architecture));
  const conversion = { record, rule, sink: folderSink(out), quantization, resume, onWritten, onProgress: tellProgress };
  if (record.source.format !== 'safetensors') {
    const { sources, close } = await openFiles(model);
    try {
      await convertGguf({ ...conversion, sources });
    } finally {
      await close();
    }
    return;
  }
  const folder = folderSource(model[0]!);
  const merged = adapter === null ? undefined : folderSource(adapter);
  try {
    await convertSafetensors({ ...conversion, folder, adapter: merged });
  } finally {
    await folder.close();
    await merged?.close();
  }
}
