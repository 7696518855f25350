import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ConversionProgress } from '../../model-config/convert/convert.ts';
import type { ModelRecord, Quantization } from '../../model-config/models/record.ts';
import { SetupError } from '../run/errors.ts';
import { replaceFolder } from '../run/files.ts';
import { paths, repository, shown } from '../run/paths.ts';
import type { StepReport } from '../run/progress.ts';
import type { Step } from '../run/step.ts';
import { preparedFolder } from './places.ts';
import { sourcePath } from './source.ts';

/** What the worker is given, and what it sends: progress, then nothing more, or an error that ends it. */
export interface ConversionOrder {
  record: ModelRecord;
  quantization: Quantization;
  source: string;
  out: string;
}

/** Converts a model's file to the 4-bit shards that web-llm reads. */
export function convertStep(record: ModelRecord, quantization: Quantization): Step {
  const { id, architecture, limits, defaults, template, source } = record;
  const out = join(preparedFolder(id), 'resolve', quantization);
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
      const half = join(paths.work, `convert-${id}-${quantization}`);
      await rm(half, { recursive: true, force: true });
      await inWorker({ record, quantization, source: sourcePath(id), out: half }, report);
      await replaceFolder(half, out);
    },
  };
}

/** In a thread of its own: it computes without a pause, and two can run side by side. */
function inWorker(order: ConversionOrder, report: StepReport): Promise<void> {
  const worker = new Worker(new URL('./convert-worker.mjs', import.meta.url), { workerData: order });
  return new Promise((resolve, reject) => {
    worker.on('message', ({ done, total }: ConversionProgress) => report.progress(done, total));
    worker.on('error', (error) => reject(failed(order, error)));
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(failed(order, new Error(`exit code ${code}`)))));
  });
}

function failed({ record, source }: ConversionOrder, error: Error): SetupError {
  return new SetupError(
    `${record.id} could not be converted: ${error.message}`,
    `If the file is damaged, delete ${shown(source)} and run the same command again.`,
  );
}
