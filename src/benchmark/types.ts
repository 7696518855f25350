import type { Language } from '@/i18n/languages';

/*
 * The glossary of the benchmark. A data set holds items; an item stands in one or both languages; its
 * options are counted from 0 in the order its publisher gave them, everywhere: a run that shuffles
 * options keeps the order it showed beside them and speaks of the publisher's all the same.
 */

/** What is asked, in one language. */
export interface ItemText {
  question: string;
  /** The texts of the options. Empty where the answer is a number to be worked out. */
  options: string[];
}

/**
 * What is right. `all`: exactly these options. `any`: one of these, alone. `value`: no option but the
 * publisher's text. Indexes ascend.
 */
export type Gold =
  | { kind: 'all'; options: number[] }
  | { kind: 'any'; options: number[] }
  | { kind: 'value'; value: string };

/** Where an item stood in an examination; what its publisher does not say is null. */
export interface ItemFacts {
  /** The year of the examination. */
  year: number | null;
  /** The examination's part, 'A' to 'F' in IgakuQA. */
  block: string | null;
  category: string | null;
  points: number | null;
  /** Options that a candidate must not choose (kinki, 禁忌肢). */
  prohibited: number[];
  /** Share of candidates who answered right, 0 to 1. */
  humanAccuracy: number | null;
  /** Share of candidates who chose each option, 0 to 1. */
  humanShares: number[] | null;
}

export interface Item {
  /** As published where it is published ("112A1"); unique in its data set. */
  id: string;
  texts: Partial<Record<Language, ItemText>>;
  gold: Gold;
  /** False where the question needs a picture, which no text model sees. */
  textOnly: boolean;
  facts: ItemFacts;
}

export const DATASET_KINDS = ['igakuqa', 'medqa', 'medmcqa', 'mmlu', 'jmmlu', 'generic', 'sample'] as const;
export type DatasetKind = (typeof DATASET_KINDS)[number];

export interface DatasetFile {
  /** The path within what was dropped, with '/'. */
  name: string;
  bytes: number;
  sha256: string;
}

export interface Dataset {
  /** The content hash: SHA-256 over kind and items, so the same items have the same id on every machine. */
  id: string;
  kind: DatasetKind;
  name: string;
  languages: Language[];
  items: Item[];
  files: DatasetFile[];
}
