import type { Manifest } from '../../model-config/models/manifest.ts';
import type { Quantization } from '../../model-config/models/quantization.ts';
import { type AdapterClass, ModelRecord, type Variant } from '../../model-config/models/record.ts';
import { type ArtifactFile, type ModelArtifacts, scopeOf } from './artifacts';
import { checkFits, type DeviceReport, type FitProblem, isCertain, type Needs } from './capability';
import { ModelError } from './errors';

const files = import.meta.glob('../../model-config/models/*.json', { eager: true, import: 'default' });
const ROLES: ModelRecord['role'][] = ['product', 'general', 'fixture'];

/** Every model Hakui knows: the product's first, test fixtures last, by id within a role. */
export const records: readonly ModelRecord[] = Object.values(files)
  .map((file) => ModelRecord.parse(file))
  .sort((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role) || (a.id < b.id ? -1 : 1));

/** Where a model stands on this device. */
export type Availability =
  /** `guess` warns without forbidding: little-memory. */
  | { state: 'ready'; artifacts: ModelArtifacts; guess: FitProblem | null }
  | { state: 'can-be-added'; how: AddBy }
  | { state: 'cannot-run'; why: FitProblem | { code: 'no-variant'; adapterClass: AdapterClass } }
  /** Set-up prepares it always, so it has not run here. */
  | { state: 'not-prepared'; how: AddBy };

export type AddBy =
  | { kind: 'set-up'; command: string }
  /** Published ready to load, but this build may not reach the hub. */
  | { kind: 'online'; repository: string; bytes: number };

export interface ResolveOptions {
  quantization?: Quantization;
  adapterClass?: AdapterClass;
  /** Where the app's own models stand: absolute, ends in '/'. */
  modelsUrl?: string;
  /** Whether models on the hub may be used; a kiosk build may not reach it. */
  hub?: boolean;
}

interface Choice {
  quantization: Quantization;
  adapterClass: AdapterClass;
}

/** Most faithful to the original first, of those that run quickest. */
const HALF: Quantization[] = ['q4f16_h8', 'q4f16_1', 'q8f16_1'];
const SINGLE: Quantization[] = ['q4f32_h8', 'q4f32_1', 'q8f32_1'];

/**
 * What a device should run, best first, if it has room for it. Eight bits throughout are for who asks for them: they
 * take twice the memory and time of four. Software kernels run on a GPU too, only slowly; the reverse is a hundred times too slow.
 */
export function preferred(device: DeviceReport): Choice[] {
  const on = (adapterClass: AdapterClass) => (quantization: Quantization) => ({ quantization, adapterClass });
  const onProcessor = ['q4f32_1', 'q4f32_h8', 'q8f32_1'] as const;
  if (device.adapterClass === 'software') return onProcessor.map(on('software'));
  return [...[...(device.shaderF16 ? HALF : []), ...SINGLE].map(on('gpu')), ...onProcessor.map(on('software'))];
}

/** The first that the device has room for; failing that the first that may do, else the first of all. */
export function bestFit<T>(
  candidates: readonly T[],
  needsOf: (candidate: T) => Needs,
  device: DeviceReport,
): T | undefined {
  const problems = candidates.map((candidate) => checkFits(needsOf(candidate), device));
  const fits = problems.indexOf(null);
  const mayFit = problems.findIndex((problem) => problem !== null && !isCertain(problem));
  return candidates[[fits, mayFit, 0].find((at) => at >= 0)!];
}

function choices(device: DeviceReport, options: ResolveOptions) {
  const { quantization, adapterClass } = options;
  if (quantization !== undefined && adapterClass !== undefined) return [{ quantization, adapterClass }];
  return preferred(device).filter(
    (choice) =>
      (quantization ?? choice.quantization) === choice.quantization &&
      (adapterClass ?? choice.adapterClass) === choice.adapterClass,
  );
}

/**
 * The files to load of a model on a device: of what set-up prepared, or of what is published. Stating
 * both `quantization` and `adapterClass` overrides the device. Throws ModelError `no-variant`.
 */
export function resolveArtifacts(
  record: ModelRecord,
  manifest: Manifest | undefined,
  device: DeviceReport,
  options: ResolveOptions = {},
): ModelArtifacts {
  const modelsUrl = options.modelsUrl ?? new URL('models/', document.baseURI).href;
  const found = choices(device, options).flatMap(({ quantization, adapterClass }): ModelArtifacts[] => {
    const variant = record.variants.find((each) => each.quantization === quantization);
    const located =
      variant &&
      (preparedFiles(record, variant, manifest, adapterClass, { ...options, modelsUrl }) ??
        publishedFiles(variant, adapterClass, options));
    if (!located) return [];
    const { gpuMemoryBytes, largestBufferBytes } = variant;
    return [
      {
        modelId: record.id,
        quantization,
        adapterClass,
        ...located,
        contextWindow: record.limits.contextWindow,
        template: record.template,
        gpuMemoryBytes,
        largestBufferBytes,
      },
    ];
  });
  const best = bestFit(found, (artifacts) => artifacts, device);
  if (best) return best;
  throw new ModelError('no-variant', {
    model: record.id,
    adapterClass: options.adapterClass ?? device.adapterClass,
  });
}

type Located = Pick<ModelArtifacts, 'weightsUrl' | 'libraryUrl' | 'files'>;

function preparedFiles(
  record: ModelRecord,
  variant: Variant,
  manifest: Manifest | undefined,
  adapterClass: AdapterClass,
  { modelsUrl, hub = true }: ResolveOptions & { modelsUrl: string },
): Located | null {
  const prepared = manifest?.variants.find((each) => each.quantization === variant.quantization);
  if (prepared === undefined) return null;
  const folder = new URL(`${record.id}/`, modelsUrl).href;
  const fileOf = ({ path, bytes, sha256 }: { path: string; bytes: number; sha256: string }): ArtifactFile => {
    const url = new URL(path, folder).href;
    return { url, scope: scopeOf(url), bytes, sha256 };
  };
  const built = prepared.libraries.find((each) => each.adapterClass === adapterClass);
  // Where set-up compiles a library, the published one may not fit what it converted (an output matrix of its own, say).
  const mayBePublished = hub && !variant.libraries.includes(adapterClass);
  const library = built ? fileOf(built) : mayBePublished ? publishedLibrary(variant, adapterClass) : null;
  if (library === null) return null;
  return {
    weightsUrl: new URL(`resolve/${variant.quantization}/`, folder).href,
    libraryUrl: library.url,
    files: [...prepared.files.map(fileOf), library],
  };
}

function publishedFiles(variant: Variant, adapterClass: AdapterClass, { hub = true }: ResolveOptions): Located | null {
  const library = publishedLibrary(variant, adapterClass);
  const weightsUrl = variant.publishedWeights;
  if (!hub || weightsUrl === undefined || library === null) return null;
  const unstated = ['mlc-chat-config.json', 'tensor-cache.json', 'tokenizer.json'].map((name): ArtifactFile => {
    const url = new URL(name, weightsUrl).href;
    return { url, scope: scopeOf(url), bytes: null, sha256: null };
  });
  return { weightsUrl, libraryUrl: library.url, files: [...unstated, library] };
}

/** Published libraries are made for hardware GPUs. */
function publishedLibrary(variant: Variant, adapterClass: AdapterClass): ArtifactFile | null {
  if (variant.publishedLibrary === undefined || adapterClass !== 'gpu') return null;
  const { publishedLibrary: url, publishedLibrarySha256: sha256 = null } = variant;
  return { url, scope: 'webllm/wasm', bytes: null, sha256 };
}

/** Tells whether a model can be used on this device, and otherwise why not or what to do. */
export function availabilityOf(
  record: ModelRecord,
  manifest: Manifest | undefined,
  device: DeviceReport,
  options: ResolveOptions = {},
): Availability {
  const bare = checkFits({ quantization: 'q4f32_1', gpuMemoryBytes: 0, largestBufferBytes: 0 }, device);
  if (bare !== null) return { state: 'cannot-run', why: bare };
  const variant = variantFor(record, device);
  if (variant === undefined) {
    return { state: 'cannot-run', why: { code: 'no-variant', adapterClass: device.adapterClass } };
  }
  const problem = checkFits(variant, device);
  if (problem !== null && isCertain(problem)) return { state: 'cannot-run', why: problem };
  try {
    const artifacts = resolveArtifacts(record, manifest, device, options);
    // What is here may be another variant than the best one.
    const guess = checkFits(artifacts, device);
    if (guess !== null && isCertain(guess)) return { state: 'cannot-run', why: guess };
    return { state: 'ready', artifacts, guess };
  } catch (error) {
    if (!(error instanceof ModelError && error.code === 'no-variant')) throw error;
  }
  return record.prepare === 'always'
    ? { state: 'not-prepared', how: { kind: 'set-up', command: 'npm start' } }
    : { state: 'can-be-added', how: waysToAdd(record) };
}

/** The variant this device would run once its files are there, going by the record alone. */
export function variantFor(record: ModelRecord, device: DeviceReport): Variant | undefined {
  const obtainable = preferred(device).flatMap(({ quantization, adapterClass }) =>
    record.variants.filter(
      (variant) =>
        variant.quantization === quantization &&
        (variant.libraries.includes(adapterClass) || publishedLibrary(variant, adapterClass) !== null),
    ),
  );
  return bestFit(obtainable, (variant) => variant, device);
}

function waysToAdd({ id, prepare, source }: ModelRecord): AddBy {
  if (prepare === 'never' && source.kind === 'huggingface') {
    const { repository, bytes } = source;
    return { kind: 'online', repository, bytes };
  }
  return { kind: 'set-up', command: `npm run models -- add ${id}` };
}
