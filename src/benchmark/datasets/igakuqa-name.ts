import type { DatasetKind } from '../types';
import { baseName } from './source';

/** What the name of a file in IgakuQA's form says. */
export interface IgakuQaName {
  kind: 'igakuqa' | 'sample';
  /** What the ids in it begin with: "112A" in 112-A.jsonl, "S-A" in our own sample-A.jsonl. */
  block: string;
  part: 'questions' | 'translation' | 'metadata';
}

const PARTS = { jp: 'questions', translate: 'translation', metadata: 'metadata' } as const;

/** "2018/112-A_translate.jsonl" taken apart. The published evaluator wants the questions renamed to 112-A_jp.jsonl. */
export function parseIgakuQaName(name: string): IgakuQaName | null {
  const match = /^(\d{3}|sample)-([A-Z])(?:_(jp|translate|metadata))?(?: ?\(\d+\))?\.jsonl$/.exec(baseName(name));
  if (!match) return null;
  const [, exam, letter, suffix] = match;
  const part = suffix ? PARTS[suffix as keyof typeof PARTS] : 'questions';
  const isSample = exam === 'sample';
  return { kind: isSample ? 'sample' : 'igakuqa', block: `${isSample ? 'S-' : exam}${letter}`, part };
}

/** "112A" of "112A1". */
export const blockOf = (id: string): string => id.replace(/[0-9]+$/, '');

/** The file in which the questions of a block are looked for. */
export const questionFile = (block: string): string =>
  `${block.slice(0, -1).replace(/^S-$/, 'sample')}-${block.at(-1)}.jsonl`;

/** Of the 112th examination 2018; null of an examination that is none. */
export function yearOf(block: string): number | null {
  const exam = /^\d{3}/.exec(block)?.[0];
  return exam === undefined ? null : Number(exam) + 1906;
}

/** "IgakuQA 2018", "IgakuQA 2018–2021", "IgakuQA 2018 A". */
export function nameSet(kind: DatasetKind, blocks: Iterable<string>): string {
  const all = [...blocks].sort();
  const years = [...new Set(all.map(yearOf).filter((year) => year !== null))];
  const first = kind === 'sample' ? 'Sample' : 'IgakuQA';
  if (years.length > 1) return `${first} ${years[0]}–${years.at(-1)}`;
  const letters = all.map((block) => block.slice(-1)).join('');
  return [first, ...years, ...(letters === 'ABCDEF' ? [] : [letters])].join(' ').trim();
}
