import { z } from 'zod';
import type { Architecture, Template } from '../models/record.ts';
import type { TemplateTraits } from '../prompt/traits.ts';
import type { ByteSource, SourceFolder } from './byte-source.ts';
import { openCheckpoint } from './checkpoint.ts';
import { typesOf } from './dequantise/formats.ts';
import type { ConversionErrorPlace } from './errors.ts';
import { openGguf } from './gguf.ts';
import { openFile, readJson } from './read-json.ts';
import { checkpointTemplate, type GivenTemplate, ggufTemplate } from './template.ts';

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
  /** Where the template stands: a file of the model, or the name of what was given in its place. */
  templateFrom: ConversionErrorPlace;
  /** Whether it was given in place of the model's own. */
  templateGiven: boolean;
  /** What the template does. */
  traits: TemplateTraits;
  /** Types of its weights, that of most of them first: "BF16", "Q4_K". */
  storedAs: string[];
  /** As it will be written: tokenizer.json. */
  tokenizer: object;
}

/**
 * Describes a GGUF file, or the files of one that was split, and checks all that can be told without its weights. `given`: to be
 * used in place of its own template. Throws ConversionError.
 */
export async function describeGguf(sources: readonly ByteSource[], given?: GivenTemplate | null): Promise<Description> {
  const { gguf, architecture, tokenizer } = await openGguf(sources);
  const { metadata } = gguf;
  const text = (key: string) => textOrNull(metadata.get(key));
  const trained = metadata.get(`${architecture.modelType}.context_length`);
  const { template, place, traits } = ggufTemplate(gguf, given);
  return {
    name: text('general.name'),
    licence: text('general.license'),
    architecture,
    trainedContext: typeof trained === 'number' ? trained : null,
    template,
    templateFrom: place,
    templateGiven: Boolean(given),
    traits,
    storedAs: typesOf(gguf.tensors.values()),
    tokenizer,
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
  given?: GivenTemplate | null,
): Promise<Description> {
  const { architecture, tokenizer, storedAs } = await openCheckpoint(folder, adapter);
  const { max_position_embeddings: trained } = await readJson(await openFile(folder, 'config.json'), Config);
  const { template, place, traits } = await checkpointTemplate(folder, tokenizer, given);
  return {
    name: null,
    licence: null,
    architecture,
    trainedContext: trained ?? null,
    template,
    templateFrom: place,
    templateGiven: Boolean(given),
    traits,
    storedAs,
    tokenizer,
  };
}

const textOrNull = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
