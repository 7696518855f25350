import type { Language } from '@/i18n/languages';
import type { DatasetFile, DatasetKind, Gold, Item, ItemFacts, ItemText } from '../types';
import { assemble, type ById, type DatasetReading } from './assemble';
import type { Problems } from './errors';
import { tellLanguage } from './language';

/** An item before it is known in which language all of its file is. */
export interface Draft {
  text: ItemText;
  gold: Gold;
  facts: ItemFacts;
}

export interface DraftAssembly {
  kind: (language: Language) => DatasetKind;
  name: (language: Language, count: number) => string;
  drafts: ById<Draft>;
  files: DatasetFile[];
  problems: Problems;
  remarks: Problems;
}

/** A set whose publisher doesn't state its language: told by all questions together. */
export async function assembleOneLanguage(assembly: DraftAssembly): Promise<DatasetReading> {
  const { drafts, files, problems, remarks } = assembly;
  const all = [...drafts.entries];
  const told = tellLanguage(all.map(([, { text }]) => text.question));
  const first = all[0]?.[1].place;
  if (!told && first) problems.add('unsupported-language', { ...first });
  const language = told ?? 'en';
  const items = all.map(
    ([id, { text, gold, facts }]): Item => ({ id, texts: { [language]: text }, gold, textOnly: true, facts }),
  );
  const [kind, name] = [assembly.kind(language), assembly.name(language, items.length)];
  return assemble({ kind, name, items, files, problems, remarks });
}
