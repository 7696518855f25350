import type { Language } from '@/i18n/languages';
import type { Protocol } from './protocols/protocol';
import { protocolHash } from './protocols/protocol-hash';
import type { DatasetHead } from './rows';
import type { RunPlan, Selection } from './types';

/** Nothing restricted, but no question that needs a picture: no text model sees it. */
export const USUAL_SELECTION: Selection = {
  years: [],
  blocks: [],
  categories: [],
  textOnly: true,
  limit: null,
  shuffleItems: null,
  shuffleOptions: null,
  part: null,
};

export interface Wanted {
  dataset: DatasetHead;
  languages: readonly Language[];
  protocol: Protocol;
  selection: Selection;
}

/** One plan for each language in which both the data set and the protocol can ask. */
export async function plansFor({ dataset, languages, protocol, selection }: Wanted): Promise<RunPlan[]> {
  const { id, kind, name } = dataset;
  const hash = await protocolHash(protocol);
  return languages
    .filter((language) => speaks(dataset, protocol, language))
    .map((language) => ({ dataset: { id, kind, name }, language, protocol, protocolHash: hash, selection }));
}

export const speaks = (dataset: Pick<DatasetHead, 'languages'>, protocol: Protocol, language: Language): boolean =>
  dataset.languages.includes(language) && protocol.prompt[language] !== undefined;
