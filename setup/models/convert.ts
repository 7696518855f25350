import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Quantization } from '../../model-config/models/quantization.ts';
import { calibrationInputs, calibrationOf } from '../calibration/calibrate.ts';
import { SetupError } from '../run/errors.ts';
import { replaceFolder } from '../run/files.ts';
import { fingerprint, type Input } from '../run/fingerprint.ts';
import { inWorker } from '../run/in-worker.ts';
import { paths, repository, shown } from '../run/paths.ts';
import type { Step } from '../run/step.ts';
import type { ConversionOrder } from './convert-worker.ts';
import { explainConversion } from './explain.ts';
import { addedOf, type Model } from './model.ts';
import { preparedFolder } from './places.ts';
import { sourcesOf } from './source-step.ts';

const worker = new URL('./convert-worker.ts', import.meta.url);

/** Where a conversion is made before it is moved to its place. */
export const conversionFolder = (id: string, quantization: Quantization) =>
  join(paths.work, `convert-${id}-${quantization}`);

/**
 * Converts a model's file or checkpoint to the 4-bit shards that web-llm reads: `fitted`, with the codes and scales that
 * calibration has come to (calibration/). One that was broken off goes on.
 */
export function convertStep(model: Model, quantization: Quantization, fitted: boolean): Step {
  const { id, name, architecture, limits, defaults, template, source } = model.record;
  const added = addedOf(model);
  const out = join(preparedFolder(id), 'resolve', quantization);
  const half = conversionFolder(id, quantization);
  const inputs: Input[] = [
    { path: join(repository, 'model-config', 'convert') },
    { path: join(repository, 'model-config', 'quantise'), ignore: /^calibration/ },
    { value: { architecture, limits, defaults, template, source, quantization } },
    ...(added ? [{ value: [added.model, added.adapter] }] : []),
    ...(fitted ? calibrationInputs(model) : []),
  ];
  return {
    id: `convert-${id}-${quantization}`,
    name: `${name}: convert to ${quantization}`,
    inputs,
    outputs: [out],
    run: async (report) => {
      const { model: files, adapter } = sourcesOf(model);
      const order: ConversionOrder = {
        ...{ record: model.record, quantization, model: files, adapter, out: half },
        calibrated: fitted ? calibrationOf(id) : null,
        print: await fingerprint(inputs),
      };
      await inWorker(worker, order, report.progress).catch((error: Error) => {
        throw failed(id, error, added ? null : files[0]!);
      });
      await replaceFolder(half, out);
      await rm(`${half}.json`, { force: true });
    },
  };
}

/** `fetched`: the file that set-up got itself, and may get again. */
function failed(id: string, error: Error, fetched: string | null): SetupError {
  const explained = explainConversion(error);
  const next = fetched
    ? `If the file is damaged, delete ${shown(fetched)} and run the same command again.`
    : explained instanceof SetupError
      ? explained.next
      : 'Look at what the message says, then run the same command again: it goes on where it stopped.';
  return new SetupError(`${id} could not be converted: ${error.message}`, next);
}
