import { z } from 'zod';
import type { Architecture, Template } from '../models/record.ts';
import type { ByteSource, SourceFolder } from './byte-source.ts';
import { openCheckpoint } from './checkpoint.ts';
import { ConversionError, type ConversionErrorPlace } from './errors.ts';
import { openGguf } from './gguf.ts';
import { readJson, readText } from './read-json.ts';

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

/** The turns of ChatML, which is the one form of conversation that Hakui writes. */
const TURN_START = '<|im_start|>';
const TURN_END = '<|im_end|>';

/** Describes a GGUF file, or the files of one that was split, and checks all that can be told without its weights. Throws ConversionError, also for a model whose turns are written in another form than ChatML. */
export async function describeGguf(...sources: ByteSource[]): Promise<Description> {
  const { gguf, architecture } = await openGguf(sources);
  const { metadata, source } = gguf;
  const text = (key: string) => textOrNull(metadata.get(key));
  const tokens = metadata.get('tokenizer.ggml.tokens');
  const vocabulary: unknown[] = Array.isArray(tokens) ? tokens : [];
  const stops = ['eos_token_id', 'eot_token_id'].map((name) => metadata.get(`tokenizer.ggml.${name}`));
  const trained = metadata.get(`${architecture.modelType}.context_length`);
  return {
    name: text('general.name'),
    licence: text('general.license'),
    architecture,
    trainedContext: typeof trained === 'number' ? trained : null,
    template: chatMl({
      chatTemplate: text('tokenizer.chat_template'),
      idOf: (token) => vocabulary.indexOf(token),
      stops: stops.filter((id) => typeof id === 'number'),
      place: { file: source.name, key: 'tokenizer.chat_template' },
    }),
  };
}

const TokenIds = z.union([z.int().nonnegative(), z.array(z.int().nonnegative())]).nullish();
const Config = z.object({
  max_position_embeddings: z.int().positive().optional(),
  eos_token_id: TokenIds,
});
const GenerationConfig = z.object({ eos_token_id: TokenIds });
const TokenizerConfig = z.object({
  chat_template: z.union([z.string(), z.array(z.object({ name: z.string(), template: z.string() }))]).nullish(),
});
const Tokenizer = z.object({ added_tokens: z.array(z.object({ id: z.int(), content: z.string() })) });

/**
 * The same of a checkpoint's folder, and of the adapter that is to be merged. It says nothing of its licence, which its
 * model card does, and of its name only what it was made from.
 */
export async function describeCheckpoint(folder: SourceFolder, adapter?: SourceFolder | null): Promise<Description> {
  const { architecture } = await openCheckpoint(folder, adapter);
  const config = await readIfThere(folder, 'config.json', Config);
  const generation = await readIfThere(folder, 'generation_config.json', GenerationConfig);
  const tokenizer = await readIfThere(folder, 'tokenizer.json', Tokenizer);
  const added = tokenizer?.added_tokens ?? [];
  return {
    name: null,
    licence: null,
    architecture,
    trainedContext: config?.max_position_embeddings ?? null,
    template: chatMl({
      chatTemplate: await chatTemplateOf(folder),
      idOf: (token) => added.find(({ content }) => content === token)?.id ?? -1,
      stops: [generation?.eos_token_id ?? [], config?.eos_token_id ?? []].flat(),
      place: { file: 'tokenizer_config.json', key: 'chat_template' },
    }),
  };
}

/** Newer versions of transformers keep the template in a file of its own. */
async function chatTemplateOf(folder: SourceFolder): Promise<string | null> {
  const file = await folder.open('chat_template.jinja');
  if (file) return readText(file);
  const stated = (await readIfThere(folder, 'tokenizer_config.json', TokenizerConfig))?.chat_template;
  if (!Array.isArray(stated)) return stated ?? null;
  return (stated.find(({ name }) => name === 'default') ?? stated[0])?.template ?? null;
}

async function readIfThere<T>(folder: SourceFolder, name: string, schema: z.ZodType<T>): Promise<T | null> {
  const source = await folder.open(name);
  return source && readJson(source, schema);
}

interface ChatForm {
  /** In Jinja, as transformers reads it; null where a model has none. */
  chatTemplate: string | null;
  /** -1 where the vocabulary has no such token. */
  idOf(token: string): number;
  stops: number[];
  place: ConversionErrorPlace;
}

/**
 * The template of a model that is spoken to in ChatML. One without any chat template is taken for such a
 * model if its vocabulary has ChatML's tokens: fine-tunes of Qwen2 often leave the template out.
 */
function chatMl({ chatTemplate, idOf, stops, place }: ChatForm): Template {
  const writesChatMl = chatTemplate === null || [TURN_START, TURN_END].every((token) => chatTemplate.includes(token));
  if (!writesChatMl || idOf(TURN_START) < 0 || idOf(TURN_END) < 0) {
    const problem = `its conversations are not written in ChatML (${TURN_START}, ${TURN_END}), the one form that is supported`;
    throw new ConversionError('unsupported-template', place, problem);
  }
  return {
    turnStart: TURN_START,
    headerEnd: '\n',
    turnEnd: `${TURN_END}\n`,
    systemMessage: 'You are a helpful assistant.',
    stopTokenIds: [...new Set([idOf(TURN_END), ...stops])],
  };
}

const textOrNull = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
