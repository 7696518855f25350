import { z } from 'zod';
import type { Template } from '../models/record.ts';
import { AddedTokens, ControlTokens } from '../prompt/control-tokens.ts';
import { type FormId, fittingForms } from '../prompt/forms.ts';
import { TemplateError } from '../prompt/jinja.ts';
import { beginToken, chosenTemplate, specialTokens, TokenizerConfig } from '../prompt/tokenizer-config.ts';
import { endOfTurn, type TemplateTraits, traitsOf } from '../prompt/traits.ts';
import type { SourceFolder } from './byte-source.ts';
import { ConversionError, type ConversionErrorPlace } from './errors.ts';
import type { GgufFile } from './gguf/file.ts';
import { readJson, readText } from './read-json.ts';

/** A template that a person gave, to be used in place of the model's own. */
export interface GivenTemplate {
  /** In Jinja. */
  source: string;
  /** A file's name, or a form's. */
  name: string;
}

export interface FoundTemplate {
  template: Template;
  /** Where it stands: a file of the model, or the name of what was given. */
  place: ConversionErrorPlace;
  traits: TemplateTraits;
}

/** A template is missing, or does not do: a person can give one. */
export class TemplateWanted extends ConversionError {
  /** Forms that the model's tokenizer has the marks of. */
  readonly forms: readonly FormId[];

  constructor(...[code, place, problem, controls]: [...ConstructorParameters<typeof ConversionError>, ControlTokens]) {
    super(code, place, problem);
    this.forms = fittingForms(controls).map(({ id }) => id);
  }
}

/** What a model's files say of its conversations. */
interface Stated {
  /** In Jinja; null where the files have none. */
  source: string | null;
  tokens: Record<string, string>;
  /** Ids of the tokens that end an answer by the model's own configuration. */
  stops: number[];
  begins: string | null;
  controls: ControlTokens;
  /** Of any token of the vocabulary. */
  idOf(token: string): number | undefined;
  /** Where the template stands, or would. */
  place: ConversionErrorPlace;
}

/** Kinds of token in GGUF (llama.h, llama_token_type) that are matched whole, before any splitting. */
const CONTROL = 3;
const USER_DEFINED = 4;

/** A GGUF file's template. Throws TemplateWanted `no-template`, `unsupported-template`. */
export function ggufTemplate(
  { metadata, source: { name: file } }: GgufFile,
  given?: GivenTemplate | null,
): FoundTemplate {
  const listOf = (key: string): unknown[] => {
    const value = metadata.get(key);
    return Array.isArray(value) ? value : [];
  };
  const vocabulary = listOf('tokenizer.ggml.tokens');
  const types = listOf('tokenizer.ggml.token_type');
  const ids = new Map(vocabulary.map((token, id) => [token, id]));
  const idOf = (key: string) => {
    const id = metadata.get(`tokenizer.ggml.${key}_token_id`);
    return typeof id === 'number' && id < vocabulary.length ? id : undefined;
  };
  const named = { bos_token: 'bos', eos_token: 'eos', unk_token: 'unknown', pad_token: 'padding' };
  const texts = Object.entries(named).map(([name, key]) => [name, vocabulary[idOf(key) ?? -1]]);
  const tokens = Object.fromEntries(texts.filter(([, token]) => typeof token === 'string'));
  const added = vocabulary.flatMap((content, id) =>
    typeof content === 'string' && (types[id] === CONTROL || types[id] === USER_DEFINED)
      ? [{ id, content, special: types[id] === CONTROL }]
      : [],
  );
  const stated = metadata.get('tokenizer.chat_template');
  return templateOf({
    source: given?.source ?? (typeof stated === 'string' ? stated : null),
    tokens,
    stops: ['eos', 'eot', 'eom'].map(idOf).filter((id) => id !== undefined),
    begins: metadata.get('tokenizer.ggml.add_bos_token') === true ? (tokens.bos_token ?? null) : null,
    controls: new ControlTokens(added),
    idOf: (token) => ids.get(token),
    place: given ? { file: given.name } : { file, key: 'tokenizer.chat_template' },
  });
}

const TokenIds = z.union([z.int().nonnegative(), z.array(z.int().nonnegative())]).nullish();
const Config = z.object({ eos_token_id: TokenIds });
const Tokenizer = AddedTokens.extend({
  post_processor: z.unknown().optional(),
  model: z.looseObject({ vocab: z.unknown() }),
});

/** The same of a checkpoint's folder, whose tokenizer.json as it will be written is this. */
export async function checkpointTemplate(
  folder: SourceFolder,
  written: object,
  given?: GivenTemplate | null,
): Promise<FoundTemplate> {
  const ifThere = async <T>(name: string, schema: z.ZodType<T>): Promise<T | null> => {
    const source = await folder.open(name);
    return source && readJson(source, schema);
  };
  const config = await ifThere('tokenizer_config.json', TokenizerConfig);
  const map = await ifThere('special_tokens_map.json', TokenizerConfig);
  const tokenizer = Tokenizer.parse(written);
  const stops = [await ifThere('generation_config.json', Config), await ifThere('config.json', Config)];
  const ids = new Map(tokenizer.added_tokens.map(({ content, id }) => [content, id]));
  const vocabulary = tokenizer.model.vocab as Record<string, unknown>;
  const idOf = (token: string) => {
    const id = ids.get(token) ?? (Object.hasOwn(vocabulary, token) ? vocabulary[token] : undefined);
    return typeof id === 'number' ? id : undefined;
  };
  const tokens = specialTokens(config, map);
  const controls = new ControlTokens(tokenizer.added_tokens);
  const file = given ? null : await folder.open('chat_template.jinja');
  const source = file ? await readText(file) : (given?.source ?? templateIn(config, controls));
  const own = file ? { file: 'chat_template.jinja' } : { file: 'tokenizer_config.json', key: 'chat_template' };
  return templateOf({
    source,
    tokens,
    stops: [
      ...stops.flatMap((each) => each?.eos_token_id ?? []),
      ...[idOf(tokens.eos_token ?? '')].filter((id) => id !== undefined),
    ],
    begins: beginToken(tokenizer, config),
    controls,
    idOf,
    place: given ? { file: given.name } : own,
  });
}

function templateIn(config: TokenizerConfig | null, controls: ControlTokens): string | null {
  const chosen = chosenTemplate(config?.chat_template);
  const several = config?.chat_template;
  if (chosen !== null || several === null || several === undefined) return chosen;
  const problem = 'several templates are stated, and none of them is called "default"';
  throw new TemplateWanted(
    'unsupported-template',
    { file: 'tokenizer_config.json', key: 'chat_template' },
    problem,
    controls,
  );
}

function templateOf({ source, tokens, stops, begins, controls, idOf, place }: Stated): FoundTemplate {
  if (source === null || source.trim() === '') {
    const problem = 'the model states no chat template, so nobody knows how it was trained to be spoken to';
    throw new TemplateWanted('no-template', place, problem, controls);
  }
  const template = { source, tokens, stopTokenIds: [], beginTokenId: begins === null ? null : (idOf(begins) ?? null) };
  const traits = tried();
  const end = endOfTurn(template, controls);
  const ids = [end === null ? undefined : controls.ids.get(end), ...stops];
  const stopTokenIds = [...new Set(ids.filter((id) => id !== undefined))];
  if (stopTokenIds.length > 0) return { place, traits, template: { ...template, stopTokenIds } };
  const problem = 'no token is stated that ends an answer (eos_token_id)';
  throw new TemplateWanted('unsupported-template', place, problem, controls);

  function tried(): TemplateTraits {
    try {
      return traitsOf(template);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw new TemplateWanted('unsupported-template', place, `${WHY[error.fault]}: ${error.message}`, controls);
    }
  }
}

const WHY: Record<TemplateError['fault'], string> = {
  syntax: 'the template is written in what is not supported of Jinja',
  refused: 'the template refuses a question and its answer',
  failed: 'the template breaks down over a question and its answer',
  lost: 'the template leaves a question out',
};
