import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SetupError } from '../run/errors.ts';

/*
 * catalog.json: the data sets that `npm run datasets` knows, where their publishers have them, and under which
 * licence as they state it. Names and addresses only: nothing of theirs is in this repository.
 */

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const Get = z.discriminatedUnion('by', [
  /** An archive with one folder around everything, as GitHub makes them; `folder` within that is what is wanted. */
  z.strictObject({ by: z.literal('zip'), url: z.url(), sha256: sha256.optional(), folder: z.string().min(1) }),
  z.strictObject({ by: z.literal('tar'), url: z.url(), sha256, folders: z.array(z.string().min(1)).min(1) }),
  z.strictObject({ by: z.literal('file'), url: z.url(), sha256: sha256.optional(), name: z.string().min(1) }),
  /** Where no program gets it: what a person has to do. */
  z.strictObject({ by: z.literal('hand'), url: z.url(), how: z.string().min(1) }),
]);

const CatalogueEntry = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  name: z.string().min(1),
  /** As the list of what is laid has it; `templates`: no questions but the prompts of a published evaluator. */
  kind: z.string().min(1),
  what: z.string().min(1),
  publisher: z.url(),
  /** As the publisher states it; "not stated" where it does not. */
  licence: z.strictObject({ name: z.string().min(1), statedIn: z.string().min(1), allows: z.string().min(1) }),
  /** What is downloaded, about. */
  bytes: z.number().int().positive().optional(),
  get: Get,
});
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;

export function readCatalogue(): CatalogueEntry[] {
  const text = readFileSync(new URL('./catalog.json', import.meta.url), 'utf8');
  return z.array(CatalogueEntry).parse(JSON.parse(text));
}

/** The entries with these ids, each once. Throws SetupError that names the ids there are. */
export function entriesOf(ids: readonly string[], catalogue: readonly CatalogueEntry[]): CatalogueEntry[] {
  return [...new Set(ids)].map((id) => {
    const entry = catalogue.find((each) => each.id === id);
    if (entry) return entry;
    const there = catalogue.map((each) => each.id).join(', ');
    throw new SetupError(`The catalogue has no "${id}".`, `Choose one of: ${there}`);
  });
}
