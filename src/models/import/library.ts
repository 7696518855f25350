import { largestBufferBytes, memoryBytes } from '../../../model-config/models/memory.ts';
import type { Quantization } from '../../../model-config/models/quantization.ts';
import type { AdapterClass, Architecture, ModelRecord } from '../../../model-config/models/record.ts';
import type { DeviceReport } from '../capability';
import { bestFit, preferred } from '../catalog';
import type { ModelEntry } from '../shelves';

/** A compiled library that computes a shape, wherever it is. */
export interface FoundLibrary {
  quantization: Quantization;
  adapterClass: AdapterClass;
  url: string;
  /** Null where its publisher states none. */
  bytes: number | null;
  sha256: string | null;
  /** The library was compiled for these, whatever the model could do. */
  limits: ModelRecord['limits'];
  /** The name of the model it was compiled for. */
  madeFor: string;
}

/**
 * The best library for a model of this shape on this device: one that was built for a model of the same shape,
 * else a published one. A library knows its model's shape and nothing else of it. Of several quantisations the first
 * is taken that the device has room for.
 */
export function findLibrary(
  architecture: Architecture,
  known: readonly Pick<ModelEntry, 'record' | 'manifest'>[],
  device: DeviceReport,
  at: { modelsUrl: string; hub: boolean },
): FoundLibrary | null {
  const alike = known.filter(({ record }) => isSame(record.architecture, architecture));
  const found = preferred(device).flatMap((choice) => libraryFor(choice, alike, at) ?? []);
  const needs = ({ quantization, limits }: FoundLibrary) => ({
    quantization,
    gpuMemoryBytes: memoryBytes({ architecture, limits }, quantization),
    largestBufferBytes: largestBufferBytes(architecture, quantization),
  });
  return bestFit(found, needs, device) ?? null;
}

function libraryFor(
  { quantization, adapterClass }: ReturnType<typeof preferred>[number],
  alike: readonly Pick<ModelEntry, 'record' | 'manifest'>[],
  { modelsUrl, hub }: { modelsUrl: string; hub: boolean },
): FoundLibrary | null {
  for (const { record, manifest } of alike) {
    const found = { quantization, adapterClass, limits: record.limits, madeFor: record.name };
    const variant = manifest?.variants.find((each) => each.quantization === quantization);
    const built = variant?.libraries.find((each) => each.adapterClass === adapterClass);
    if (!built) continue;
    const url = new URL(`${record.id}/${built.path}`, modelsUrl).href;
    return { ...found, url, bytes: built.bytes, sha256: built.sha256 };
  }
  for (const { record } of hub && adapterClass === 'gpu' ? alike : []) {
    const variant = record.variants.find((each) => each.quantization === quantization);
    // Where set-up compiles a library, the published one may not fit what is converted.
    if (!variant?.publishedLibrary || variant.libraries.includes(adapterClass)) continue;
    const found = { quantization, adapterClass, limits: record.limits, madeFor: record.name };
    return { ...found, url: variant.publishedLibrary, bytes: null, sha256: variant.publishedLibrarySha256 ?? null };
  }
  return null;
}

function isSame(a: Architecture, b: Architecture): boolean {
  return (Object.keys(a) as (keyof Architecture)[]).every((key) => a[key] === b[key]);
}
