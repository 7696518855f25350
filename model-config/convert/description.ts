import { z } from 'zod';
import type { Architecture, Template } from '../models/record.ts';
import type { ByteSource, SourceFolder } from './byte-source.ts';
import { openCheckpoint } from './checkpoint.ts';
import { openGguf } from './gguf.ts';
import { openFile, readJson } from './read-json.ts';
import { checkpointTemplate, ggufTemplate } from './template.ts';

/** What a model's files say of it, before any record of it exists. */
export interface Description {
  /** As its publisher calls it; null where the files do not say. */
  name: string | null;
  /** An SPDX identifier, or the publisher's own words; null where the files do not say. */
  licence: string | null;
  architecture: Architecture;
  /** Tokens that it was trained to read at once; null where the files do not say. */
  trainedContext: number | null;
  template: Template;
}

/**
 * Describes a GGUF file, or the files of one that was split, and checks all that can be told without its weights. `template`: in
 * Jinja, to be used in place of its own. Throws ConversionError.
 */
export async function describeGguf(
  sources: readonly ByteSource[],
  template: string | null = null,
): Promise<Description> {
  const { gguf, architecture } = await openGguf(sources);
  const { metadata } = gguf;
  const text = (key: string) => textOrNull(metadata.get(key));
  const trained = metadata.get(`${architecture.modelType}.context_length`);
  return {
    name: text('general.name'),
    licence: text('general.license'),
    architecture,
    trainedContext: typeof trained === 'number' ? trained : null,
    template: ggufTemplate(gguf, template),
  };
}

const Config = z.object({ max_position_embeddings: z.int().positive().optional() });

/**
 * The same of a checkpoint's folder, and of the adapter that is to be merged. It says nothing of its licence, which its
 * model card does, and of its name only what it was made from.
 */
export async function describeCheckpoint(
  folder: SourceFolder,
  adapter?: SourceFolder | null,
  template: string | null = null,
): Promise<Description> {
  const { architecture } = await openCheckpoint(folder, adapter);
  const { max_position_embeddings: trained } = await readJson(await openFile(folder, 'config.json'), Config);
  return {
    name: null,
    licence: null,
    architecture,
    trainedContext: trained ?? null,
    template: await checkpointTemplate(folder, template),
  };
}

const textOrNull = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
