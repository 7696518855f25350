import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SourceFolder } from '../../model-config/convert/byte-source.ts';
import { type Description, describeCheckpoint, describeGguf } from '../../model-config/convert/description.ts';
import { folderSource, openFiles } from '../../model-config/convert/node/files.ts';
import type { GivenTemplate } from '../../model-config/convert/template.ts';
import { adapterFiles, checkpointFiles } from '../../model-config/hub/files.ts';
import type { HubFile, HubRepository } from '../../model-config/hub/repository.ts';
import { addedRecord, idFor } from '../../model-config/models/added-record.ts';
import { largestBufferBytes, weightBytes } from '../../model-config/models/memory.ts';
import { isHalf, type Quantization } from '../../model-config/models/quantization.ts';
import type { Architecture, ModelRecord } from '../../model-config/models/record.ts';
import { SetupError } from '../run/errors.ts';
import type { StepReport } from '../run/progress.ts';
import { type CheckpointPlaces, downloadFiles, openRepository, usualPlaces } from './checkpoint.ts';
import { explainConversion, explainHub } from './explain.ts';
import { hubFolder } from './hub-folder.ts';
import type { Added, OnHub, Origin } from './model.ts';
import { holdsGguf, ownBytes, ownFolder, ownGguf, pathsOf } from './own-files.ts';

/** What a person adds: a path on this machine, or a repository of the hub at a branch, tag or commit. */
export type Place = { kind: 'path'; path: string } | { kind: 'hub'; repository: string; revision: string };

export interface Adding {
  model: Place;
  adapter: Place | null;
  /** Null: what the files say, or their own name. */
  name: string | null;
  /** Tokens; null: as many as it was trained for, at most `USUAL_CONTEXT`. */
  context: number | null;
  /** To be used in place of the model's own; null for that. */
  template?: GivenTemplate | null;
  /** Empty: by `bits` and its size. */
  quantizations: readonly Quantization[];
  /** Of a weight in the layers; 4 unless somebody asks for 8. */
  bits?: 4 | 8;
}

const USUAL_CONTEXT = 4096;

/** Weights in q4f32_1 above this are for GPUs alone, and those have 16-bit floats: a processor would take minutes for a sentence. */
const LARGEST_FOR_PROCESSORS = 2e9;

/** Bytes that a device lets a kernel bind at once, as web-llm asks for them: the least, and the most. */
const BINDING_LIMITS = [128 * 2 ** 20, 2 ** 30];

/** The head sizes that model libraries are compiled for (model-config/compile/hakui_compile/description.py). */
const HEAD_DIMS = [64, 128];

/** What is known of a model before it is made. */
export interface Examination {
  /** What it would become. */
  added: Added;
  description: Description;
}

/**
 * Finds out what a model is by its files. Of one on the hub the small files are fetched for that, and its adapter.
 * Throws SetupError naming file and field, before any weights are fetched.
 */
export async function examineModel(
  adding: Adding,
  report: StepReport,
  places: CheckpointPlaces = usualPlaces(),
): Promise<Examination> {
  try {
    const adapter = adding.adapter && (await openAdapter(adding.adapter, report, places));
    try {
      const found = await open(adding, adapter, report, places);
      checkHeadDim(found.description, found.origin);
      const name = adding.name ?? [found.name, ...(adapter ? [nameOf(adapter.origin)] : [])].join(' + ');
      const record = recordOf(idFor(name, new Set()), name, found, adding);
      const added: Added = { format: 1, record, model: found.origin, adapter: adapter?.origin ?? null };
      return { added, description: found.description };
    } finally {
      await adapter?.folder.close();
    }
  } catch (error) {
    throw explainHub(explainConversion(error), places.hub);
  }
}

interface Found {
  description: Description;
  name: string;
  licence: string | null;
  format: 'gguf' | 'safetensors';
  origin: Origin;
}

type OpenFolder = SourceFolder & { close(): Promise<void> };
type OpenAdapter = { origin: Origin; folder: OpenFolder };

async function open(
  { model: place, template = null }: Adding,
  adapter: OpenAdapter | null,
  report: StepReport,
  places: CheckpointPlaces,
): Promise<Found> {
  if (place.kind === 'hub') {
    const { origin, found, files } = await fetchFrom(place, checkpointFiles, isSmall, report, places);
    const description = await describeFolder(hubFolder(found, files, places), adapter, template);
    return { description, name: nameOf(origin), licence: found.licence, format: 'safetensors', origin };
  }
  const isFolder = (await stat(place.path)).isDirectory();
  if (isFolder && !(await holdsGguf(place.path))) {
    const origin = await ownFolder(place.path, checkpointFiles);
    const description = await describeFolder(folderSource(place.path), adapter, template);
    // Not what config.json says: a fine-tune's often has the name of what it was made from.
    return { description, name: nameOf(origin), licence: null, format: 'safetensors', origin };
  }
  const origin = await ownGguf(place.path);
  if (adapter) {
    throw new SetupError(
      `An adapter can't be merged into ${nameOf(origin)}: its weights are rounded already.`,
      'Name the checkpoint that the adapter was trained for: a folder with safetensors, or owner/name on the hub.',
    );
  }
  const { sources, close } = await openFiles(pathsOf(origin));
  try {
    const description = await describeGguf(sources, template);
    const { name, licence } = description;
    return { description, name: name ?? nameOf(origin), licence, format: 'gguf', origin };
  } finally {
    await close();
  }
}

const isSmall = (path: string) => !path.endsWith('.safetensors');

async function describeFolder(
  folder: OpenFolder,
  adapter: OpenAdapter | null,
  template: GivenTemplate | null,
): Promise<Description> {
  try {
    return await describeCheckpoint(folder, adapter?.folder, template);
  } finally {
    await folder.close();
  }
}

async function openAdapter(place: Place, report: StepReport, places: CheckpointPlaces): Promise<OpenAdapter> {
  if (place.kind === 'path') {
    const origin = await ownFolder(place.path, adapterFiles);
    return { origin, folder: folderSource(origin.path) };
  }
  const { origin, found, files } = await fetchFrom(place, adapterFiles, isSmall, report, places);
  return { origin, folder: hubFolder(found, files, places) };
}

async function fetchFrom(
  place: Extract<Place, { kind: 'hub' }>,
  choose: typeof checkpointFiles,
  now: (path: string) => boolean,
  report: StepReport,
  places: CheckpointPlaces,
): Promise<{ origin: OnHub; found: HubRepository; files: HubFile[] }> {
  const found = await openRepository(place, places);
  const files = choose(found);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  // By its commit from now on: two tries never mix what a branch was at different times.
  const origin: OnHub = { kind: 'hub', repository: place.repository, revision: found.commit, bytes };
  const wanted = files.filter(({ path }) => now(path));
  await downloadFiles(origin, found, wanted, report, places);
  return { origin, found, files };
}

const nameOf = (origin: Origin): string =>
  origin.kind === 'own'
    ? basename(origin.path).replace(/(-\d{5}-of-\d{5})?\.gguf$/i, '')
    : origin.repository.split('/')[1]!;

function checkHeadDim({ architecture }: Description, origin: Origin): void {
  if (HEAD_DIMS.includes(architecture.headDim)) return;
  throw new SetupError(
    `${nameOf(origin)} has attention heads of ${architecture.headDim} values; ${HEAD_DIMS.join(' and ')} are supported.`,
    'Choose another model.',
  );
}

function recordOf(id: string, name: string, { description, licence, format, origin }: Found, adding: Adding) {
  const { architecture, template } = description;
  const contextWindow = contextOf(description.trainedContext, adding.context, nameOf(origin));
  return addedRecord({
    ...{ id, name, licence, architecture, template },
    // As the catalog's models have it: a 7B reads longer pieces at once.
    limits: { contextWindow, prefillChunk: Math.min(contextWindow, architecture.hiddenSize < 3584 ? 512 : 1024) },
    source: sourceOf(origin, format),
    variants: chosenQuantizations(adding, architecture).map((quantization) => ({
      quantization,
      libraries: isHalf(quantization) ? ['gpu'] : ['gpu', 'software'],
    })),
  });
}

function contextOf(trained: number | null, wanted: number | null, name: string): number {
  if (wanted === null) return Math.min(trained ?? USUAL_CONTEXT, USUAL_CONTEXT);
  if (trained === null || wanted <= trained) return wanted;
  throw new SetupError(
    `${name} was trained for ${trained} tokens, not for ${wanted}.`,
    `Give --context ${trained} or less.`,
  );
}

/**
 * With 16-bit floats for GPUs; with 32-bit ones too, which also run on processors, where the model is small enough for
 * that. Embedding and output matrix have 8 bits for GPUs, and 4 besides for those that have no room for so large a matrix.
 */
export function chosenQuantizations(
  { quantizations, bits = 4 }: Pick<Adding, 'quantizations' | 'bits'>,
  a: Architecture,
): readonly Quantization[] {
  if (quantizations.length > 0) return quantizations;
  const single: Quantization = bits === 8 ? 'q8f32_1' : 'q4f32_1';
  const onProcessors = weightBytes(a, single) > LARGEST_FOR_PROCESSORS ? [] : [single];
  if (bits === 8) return [...onProcessors, 'q8f16_1'];
  const plain = largestBufferBytes(a, 'q4f16_1');
  const withEight = largestBufferBytes(a, 'q4f16_h8');
  // Who can bind the plain matrix can bind the other, unless one limit lies between them.
  const between = BINDING_LIMITS.some((limit) => plain <= limit && limit < withEight);
  return [
    ...onProcessors,
    ...(between ? (['q4f16_1'] as const) : []),
    ...(withEight <= BINDING_LIMITS.at(-1)! ? (['q4f16_h8'] as const) : []),
  ];
}

function sourceOf(origin: Origin, format: 'gguf' | 'safetensors'): ModelRecord['source'] {
  if (origin.kind === 'own') return { kind: 'file', format, name: basename(origin.path), bytes: ownBytes(origin) };
  const { repository, revision, bytes } = origin;
  return { kind: 'huggingface', format: 'safetensors', repository, revision, bytes };
}
