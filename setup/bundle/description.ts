import { z } from 'zod';
import type { PolicyMode } from '../../src/privacy/policy.ts';
import type { ChosenDataset } from './datasets.ts';
import type { ChosenModel } from './models.ts';

/** What a bundle was made from; says nothing about the machine. */
export interface Origin {
  version: string;
  /** Of web-llm, which fixes the format of weights and libraries. */
  webLlm: string;
  /** Null where the source is no checkout of git. */
  commit: string | null;
  /** Whether the source differed from that commit. */
  modified: boolean;
}

const FORMAT = 'hakui-bundle-1';

/** bundle.json: what is in a bundle, for programs. */
export function describeBundle(
  policy: PolicyMode,
  models: readonly ChosenModel[],
  datasets: readonly ChosenDataset[],
  origin: Origin,
): string {
  const description = {
    format: FORMAT,
    app: { policy, ...origin },
    models: models.map(({ record, manifest }) => ({
      id: record.id,
      name: record.name,
      licence: record.licence.id,
      researchOnly: record.licence.researchOnly,
      variants: manifest.variants.map(({ quantization, libraries, files }) => ({
        quantization,
        for: libraries.map(({ adapterClass }) => adapterClass),
        bytes: [...files, ...libraries].reduce((sum, { bytes }) => sum + bytes, 0),
      })),
    })),
    datasets: datasets.map(({ folder, name, items, licence, files }) => ({
      folder,
      name,
      items,
      licence,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    })),
  };
  return `${JSON.stringify(description, null, 1)}\n`;
}

export function isDescription(text: string): boolean {
  try {
    return z.object({ format: z.literal(FORMAT) }).safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
