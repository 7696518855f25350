import { z } from 'zod';
import type { SourceFolder } from '../byte-source.ts';
import { ConversionError } from '../errors.ts';
import { plainObject, readJson } from '../read-json.ts';

/** Without any of these fields web-llm's tokenizers does not reject the file but aborts. */
export const AddedToken = z.object({
  id: z.int().nonnegative(),
  content: z.string(),
  single_word: z.boolean(),
  lstrip: z.boolean(),
  rstrip: z.boolean(),
  normalized: z.boolean(),
  special: z.boolean(),
});
export type AddedToken = z.infer<typeof AddedToken>;

const CONFIG = 'tokenizer_config.json';
const DECODER = 'added_tokens_decoder';

/** A token as tokenizer_config.json states it. What it leaves out is false, and `normalized` what `special` is not. */
const Stated = z
  .object({
    content: z.string(),
    single_word: z.boolean().default(false),
    lstrip: z.boolean().default(false),
    rstrip: z.boolean().default(false),
    normalized: z.boolean().optional(),
    special: z.boolean().default(false),
  })
  .transform((token) => ({ ...token, normalized: token.normalized ?? !token.special }));

const Config = z.looseObject({
  [DECODER]: z.record(z.string().regex(/^\d{1,9}$/), Stated).nullish(),
});
type Config = z.infer<typeof Config>;

/** Where else a configuration names tokens: those that have a part to play, and lists of those that are special. */
const ROLES = ['bos', 'eos', 'unk', 'sep', 'pad', 'cls', 'mask'].map((role) => `${role}_token`);
const LISTS = ['additional_special_tokens', 'extra_special_tokens'];

/** What of a tokenizer.json is held together with the files beside it. */
interface Own {
  added_tokens: readonly AddedToken[];
  model: { vocab: Record<string, unknown> };
}

/**
 * The tokens that are matched whole, as transformers comes to them: those of tokenizer.json, and over them those that the files
 * beside it state. Not every publisher's tokenizer.json lists them all, and one that it lacks would be read as plain text.
 * A token that is only named, and for which the model has no embedding, is left out: it can't have been trained.
 * Throws ConversionError where a file numbers a token otherwise than the library would.
 */
export async function addedTokens(folder: SourceFolder, own: Own, vocabSize: number): Promise<AddedToken[]> {
  const found = new Found(own, own.model.vocab, vocabSize);
  const config = (await ifThere(folder, CONFIG, Config)) ?? {};
  // Files of an older kind are read only where there is none of the newer, as transformers does.
  const map = config[DECODER] ? null : await ifThere(folder, 'special_tokens_map.json', Config);
  const named = namedTokens(config, map);
  if (config[DECODER]) {
    for (const [id, token] of inOrder(config[DECODER])) {
      const special = token.special || named.some(({ content }) => content === token.content);
      found.take({ ...token, special }, { id, file: CONFIG, key: `${DECODER}.${id}` });
    }
  } else {
    const legacy = Object.entries((await ifThere(folder, 'added_tokens.json', plainObject)) ?? {});
    for (const [content, id] of legacy.sort(([, a], [, b]) => Number(a) - Number(b))) {
      if (found.has(content)) continue;
      const special = named.some((token) => token.content === content);
      found.take(tokenOf(content, special), { id, file: 'added_tokens.json', key: content.slice(0, 80) });
    }
  }
  for (const token of named) {
    if (!found.has(token.content) && found.idOf(token.content) < vocabSize) found.take(token);
  }
  return found.tokens;
}

/** Added tokens, numbered as the library numbers them: by the vocabulary, else one after the other. */
class Found {
  private readonly byText: Map<string, AddedToken>;
  private next: number;

  constructor(
    { added_tokens }: Own,
    private readonly vocab: Record<string, unknown>,
    private readonly vocabSize: number,
  ) {
    this.byText = new Map(added_tokens.map((token) => [token.content, token]));
    this.next = added_tokens.reduce((highest, { id }) => Math.max(highest, id + 1), Object.keys(vocab).length);
  }

  get tokens(): AddedToken[] {
    return [...this.byText.values()];
  }

  has(content: string): boolean {
    return this.byText.has(content);
  }

  idOf(content: string): number {
    const known = this.byText.get(content)?.id ?? (Object.hasOwn(this.vocab, content) && this.vocab[content]);
    return typeof known === 'number' ? known : this.next;
  }

  /** `stated`: which number a file gives it, and where. */
  take(token: Named, stated?: { id: unknown; file: string; key: string }): void {
    const id = this.idOf(token.content);
    const problem =
      stated && stated.id !== id
        ? `would be token ${id}, the file says ${String(stated.id)}`
        : id >= this.vocabSize && `is token ${id} and has no embedding: the model has ${this.vocabSize}`;
    if (stated && problem) {
      const { file, key } = stated;
      throw new ConversionError('unsupported-tokenizer', { file, key }, `${JSON.stringify(token.content)} ${problem}`);
    }
    this.byText.set(token.content, { ...token, id });
    this.next = Math.max(this.next, id + 1);
  }
}

type Named = Omit<AddedToken, 'id'>;

function namedTokens(...configs: (Config | null)[]): Named[] {
  const values = configs.flatMap((config) => [
    ...ROLES.map((role) => config?.[role]),
    ...LISTS.map((list) => config?.[list]).flatMap((list) =>
      typeof list === 'object' ? Object.values(list ?? {}) : [],
    ),
  ]);
  return values.flatMap((value) => {
    if (typeof value === 'string') return value === '' ? [] : [tokenOf(value, true)];
    const token = Stated.safeParse(value);
    return token.success && token.data.content !== '' ? [{ ...token.data, special: true }] : [];
  });
}

const tokenOf = (content: string, special: boolean): Named => ({
  ...{ content, single_word: false, lstrip: false, rstrip: false },
  ...{ normalized: !special, special },
});

const inOrder = <T>(byId: Record<string, T>): [number, T][] =>
  Object.entries(byId)
    .map(([id, token]): [number, T] => [Number(id), token])
    .sort(([a], [b]) => a - b);

async function ifThere<T>(folder: SourceFolder, name: string, schema: z.ZodType<T>): Promise<T | null> {
  const source = await folder.open(name);
  return source && readJson(source, schema);
}
