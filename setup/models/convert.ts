import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelRecord, Quantization } from '../../model-config/models/record.ts';
import { SetupError } from '../run/errors.ts';
import { replaceFolder } from '../run/files.ts';
import { inWorker } from '../run/in-worker.ts';
import { paths, repository, shown } from '../run/paths.ts';
import type { Step } from '../run/step.ts';
import type { ConversionOrder } from './convert-worker.ts';
import { preparedFolder } from './places.ts';
import { sourceOf } from './source-step.ts';

const worker = new URL('./convert-worker.ts', import.meta.url);

/** Converts a model's file or checkpoint to the 4-bit shards that web-llm reads. */
export function convertStep(record: ModelRecord, quantization: Quantization): Step {
  const { id, architecture, limits, defaults, template, source } = record;
  const out = join(preparedFolder(id), 'resolve', quantization);
  const half = join(paths.work, `convert-${id}-${quantization}`);
  return {
    id: `convert-${id}-${quantization}`,
    name: `${record.name}: convert to ${quantization}`,
    inputs: [
      { path: join(repository, 'model-config', 'convert') },
      { path: join(repository, 'model-config', 'models', 'template.ts') },
      { value: { architecture, limits, defaults, template, source, quantization } },
    ],
    outputs: [out],
    run: async (report) => {
      await rm(half, { recursive: true, force: true });
      const order: ConversionOrder = { record, quantization, model: sourceOf(record), out: half };
      await inWorker(worker, order, report.progress).catch((error: Error) => {
        throw new SetupError(
          `${id} could not be converted: ${error.message}`,
          `If the file is damaged, delete ${shown(order.model)} and run the same command again.`,
        );
      });
      await replaceFolder(half, out);
    },
  };
}
