import { type Loss, lossesOf } from '../../../model-config/convert/losses.ts';
import { addedRecord, idFor } from '../../../model-config/models/added-record.ts';
import type { Manifest } from '../../../model-config/models/manifest.ts';
import { weightBytes } from '../../../model-config/models/memory.ts';
import type { ModelRecord } from '../../../model-config/models/record.ts';
import { checkFits, type DeviceReport, type FitProblem, isCertain } from '../capability';
import { resolveArtifacts } from '../catalog';
import { ModelError } from '../errors';
import type { ModelEntry } from '../shelves';
import { ImportError } from './errors';
import type { Examined } from './examine';
import { JOURNAL_FORMAT, type Journal } from './journal';
import { findLibrary } from './library';
import { filesOf } from './run/copy';

/** What an import would do, and what a person should know before it begins. */
export interface Plan {
  journal: Journal;
  record: ModelRecord;
  /** Bytes that stay on the disk. */
  resultBytes: number;
  /** Bytes that are fetched from the hub, and are on the disk meanwhile. */
  downloadBytes: number;
  gpuMemoryBytes: number;
  /** The model whose library is used; null where the source brings its own. */
  libraryOf: string | null;
  /** What it is, as far as its files tell; null for one that was made elsewhere. */
  description: Extract<Examined, { kind: 'described' }>['description'] | null;
  /** What it will be without. */
  losses: Loss[];
  /** Whether its terms must be agreed to on the hub first. */
  gated: boolean;
  /** A doubt that does not forbid. */
  guess: FitProblem | null;
}

export interface Surroundings {
  entries: readonly ModelEntry[];
  device: DeviceReport;
  /** Absolute, ends in '/'. */
  modelsUrl: string;
  /** Whether this build may reach the hub. */
  hub: boolean;
}

/** A tokenizer and lists of shards: more than any model's that is known. */
const SMALL_FILES_BYTES = 16e6;
/** Where a published library's size is not stated. */
const LIBRARY_BYTES = 4e6;

/** Throws ImportError where this device could not run the result: `no-library`, `cannot-run`, `already-here`. */
export function planImport(examined: Examined, around: Surroundings, id?: string): Plan {
  return examined.kind === 'exported' ? planCopy(examined, around) : planConversion(examined, around, id);
}

export const takenIds = ({ entries }: Pick<Surroundings, 'entries'>) => new Set(entries.map(({ record }) => record.id));

/** Two models of one name could not be told apart on the shelf. */
function nameFor(name: string, { entries }: Surroundings): string {
  const taken = new Set(entries.map(({ record }) => record.name));
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name} ${n}`;
  return free;
}

function planConversion(
  { source, description, gated }: Extract<Examined, { kind: 'described' }>,
  around: Surroundings,
  known?: string,
): Plan {
  const { architecture, licence, template } = description;
  const name = nameFor(description.name ?? (source.kind === 'hub' ? source.repository : source.name), around);
  const library = findLibrary(architecture, around.entries, around.device, around);
  if (!library) {
    const { modelType, layers, hiddenSize, vocabSize } = architecture;
    throw new ImportError('no-library', { modelType, layers, hiddenSize, vocabSize });
  }
  const { quantization, adapterClass, url, bytes, sha256, limits, madeFor } = library;
  const id = known ?? idFor(name, takenIds(around));
  const sourceBytes = source.files.reduce((sum, file) => sum + file.bytes, 0);
  const record = addedRecord({
    ...{ id, name, licence, architecture, template, limits },
    source:
      source.kind === 'hub'
        ? {
            ...{ kind: 'huggingface', format: 'safetensors', bytes: sourceBytes },
            ...{ repository: source.repository, revision: source.commit },
          }
        : {
            ...{ kind: 'file', name: source.name, bytes: sourceBytes },
            format: source.kind === 'gguf' ? 'gguf' : 'safetensors',
          },
    variants: [{ quantization, libraries: [adapterClass] }],
  });
  const resultBytes = weightBytes(architecture, quantization) + SMALL_FILES_BYTES + (bytes ?? LIBRARY_BYTES);
  const task = {
    kind: 'convert',
    ...{ record, quantization, adapterClass, written: null },
    library: { url, bytes, sha256 },
  } as const;
  return {
    journal: { format: JOURNAL_FORMAT, id, name, modelsUrl: around.modelsUrl, resultBytes, source, task },
    ...{ record, resultBytes, gated, libraryOf: madeFor, description },
    losses: lossesOf(description, limits, quantization),
    downloadBytes: source.kind === 'hub' ? sourceBytes : 0,
    ...fitOf(record, 0, around.device),
  };
}

/** Of an exported model only what this device runs is copied. */
function planCopy({ source, manifest }: Extract<Examined, { kind: 'exported' }>, around: Surroundings): Plan {
  const { modelsUrl, device } = around;
  const known = around.entries.find(({ record }) => record.id === manifest.id);
  // A model of the catalog needs no record of its own, and keeps its place there.
  const stated = manifest.record ?? known?.record;
  if (!stated) throw new ImportError('bad-file', { url: 'manifest.json', reason: 'record: it states none' });
  if (known?.manifest) throw new ImportError('already-here', { model: known.record.name });
  const id = manifest.record ? idFor(manifest.id, takenIds(around)) : manifest.id;
  const record = { ...stated, id };
  const artifacts = resolvable(record, manifest, around);
  const { quantization, adapterClass, weightsUrl } = artifacts;
  const [variant] = manifest.variants.filter((each) => each.quantization === quantization);
  const libraries = variant!.libraries.filter((each) => each.adapterClass === adapterClass);
  const copied: Manifest = {
    ...manifest,
    id,
    ...(manifest.record && { record }),
    variants: [{ ...variant!, libraries }],
  };
  const resultBytes = filesOf(copied).reduce((sum, { bytes }) => sum + bytes, 0);
  const at = record.variants.findIndex((each) => each.quantization === quantization);
  if (!weightsUrl.startsWith(modelsUrl)) throw new ImportError('bad-file', { url: 'manifest.json', reason: 'id' });
  return {
    journal: {
      ...{ format: JOURNAL_FORMAT, id, name: record.name, modelsUrl, resultBytes, source },
      task: { kind: 'copy', manifest: copied },
    },
    ...{ record, resultBytes, downloadBytes: 0, libraryOf: null, gated: false, description: null, losses: [] },
    ...fitOf(record, at, device),
  };
}

function resolvable(record: ModelRecord, manifest: Manifest, { device, modelsUrl }: Surroundings) {
  try {
    return resolveArtifacts(record, manifest, device, { modelsUrl, hub: false });
  } catch (error) {
    if (!(error instanceof ModelError && error.code === 'no-variant')) throw error;
    throw new ImportError('no-variant', error.details, { cause: error });
  }
}

/** Throws ImportError `cannot-run` where it is certain. */
function fitOf(record: ModelRecord, variantAt: number, device: DeviceReport) {
  const variant = record.variants[variantAt]!;
  const problem = checkFits(variant, device);
  if (problem && isCertain(problem)) {
    const { code: reason, ...details } = problem;
    throw new ImportError('cannot-run', { reason, ...details });
  }
  return { gpuMemoryBytes: variant.gpuMemoryBytes, guess: problem };
}
