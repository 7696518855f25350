import { z } from 'zod';
import type { AddedTokens } from './control-tokens.ts';

const Token = z.union([z.string(), z.looseObject({ content: z.string() }).transform(({ content }) => content)]);
const NamedTemplates = z.array(z.looseObject({ name: z.string(), template: z.string() }));

/** What is read of tokenizer_config.json and of special_tokens_map.json. */
export const TokenizerConfig = z.looseObject({
  chat_template: z.union([z.string(), NamedTemplates, z.record(z.string(), z.string())]).nullish(),
  add_bos_token: z.boolean().nullish(),
  ...Object.fromEntries(
    ['bos_token', 'eos_token', 'unk_token', 'pad_token', 'sep_token', 'cls_token', 'mask_token'].map((name) => [
      name,
      Token.nullish(),
    ]),
  ),
});
export type TokenizerConfig = z.infer<typeof TokenizerConfig>;

/** The tokens by name, as transformers hands them to a template: those that have none are left out. */
export function specialTokens(...configs: (TokenizerConfig | null)[]): Record<string, string> {
  const tokens: Record<string, string> = {};
  for (const config of configs.toReversed()) {
    for (const [name, value] of Object.entries(config ?? {})) {
      if (name.endsWith('_token') && typeof value === 'string') tokens[name] = value;
    }
  }
  return tokens;
}

/** The template of several that is meant where nothing else is said; null where none is. */
export function chosenTemplate(stated: TokenizerConfig['chat_template']): string | null {
  if (stated === null || stated === undefined || typeof stated === 'string') return stated ?? null;
  const named = Array.isArray(stated) ? stated : Object.entries(stated).map(([name, template]) => ({ name, template }));
  const meant = named.find(({ name }) => name === 'default') ?? (named.length === 1 ? named[0] : undefined);
  return meant?.template ?? null;
}

const PostProcessor = z.looseObject({
  type: z.string(),
  single: z.array(z.looseObject({ SpecialToken: z.looseObject({ id: z.string() }).optional() })).optional(),
  processors: z.array(z.unknown()).optional(),
});

/** What is read of a tokenizer.json beside its tokens. */
export interface PostProcessed extends AddedTokens {
  post_processor?: unknown;
  model?: { vocab?: unknown } | undefined;
}

/**
 * The token that a tokenizer puts before a text of its own accord: tokenizer_config.json says so outright (`add_bos_token`), or
 * the post-processor of tokenizer.json writes one.
 */
export function beginToken(tokenizer: PostProcessed, config: TokenizerConfig | null): string | null {
  const bos = specialTokens(config).bos_token ?? null;
  if (config?.add_bos_token === false) return null;
  if (config?.add_bos_token === true && bos !== null) return bos;
  return writtenFirst(tokenizer.post_processor);
}

function writtenFirst(processor: unknown): string | null {
  const parsed = PostProcessor.safeParse(processor);
  if (!parsed.success) return null;
  const { type, single, processors } = parsed.data;
  if (type === 'Sequence') return (processors ?? []).map(writtenFirst).find((token) => token !== null) ?? null;
  return type === 'TemplateProcessing' ? (single?.[0]?.SpecialToken?.id ?? null) : null;
}
