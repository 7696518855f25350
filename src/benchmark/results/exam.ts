import type { Item, Sample } from '../types';

/** Blocks B and E are compulsory in the Japanese national examination for physicians. */
const COMPULSORY = new Set(['B', 'E']);

interface Line {
  /** Points needed, of those the examination had. */
  compulsory: { needed: number; of: number };
  other: { needed: number; of: number };
}

/** Pass lines the ministry announced for the 112th (2018) to the 116th (2022) examination. */
const LINES: Readonly<Record<number, Line>> = {
  2018: { compulsory: { needed: 160, of: 200 }, other: { needed: 208, of: 299 } },
  2019: { compulsory: { needed: 160, of: 200 }, other: { needed: 209, of: 296 } },
  2020: { compulsory: { needed: 158, of: 197 }, other: { needed: 217, of: 299 } },
  2021: { compulsory: { needed: 160, of: 200 }, other: { needed: 209, of: 300 } },
  2022: { compulsory: { needed: 158, of: 197 }, other: { needed: 214, of: 297 } },
};

/** More prohibited options than this fail a candidate. */
export const MOST_PROHIBITED = 3;

export interface Section {
  earned: number;
  /** Points of the items asked. */
  asked: number;
  /** Points of the items of this year that were not asked: pictures, filters. */
  notAsked: number;
  needed: number;
  of: number;
}

/**
 * `passed`: enough points without the items not asked. `failed`: too few even with all of them, or too many
 * prohibited options. `open`: the items not asked decide.
 */
export type Verdict = 'passed' | 'failed' | 'open';

export interface ExamYear {
  year: number;
  compulsory: Section;
  other: Section;
  /** Prohibited options chosen. */
  prohibited: number;
  itemsNotAsked: number;
  verdict: Verdict;
}

/** The years of IgakuQA that a run asked items of, as the examination would have counted them. */
export function examYears(samples: readonly Sample[], items: readonly Item[]): ExamYear[] {
  const byItem = new Map(samples.map((sample) => [sample.itemId, sample]));
  const years = new Set(items.flatMap(({ id, facts: { year } }) => (byItem.has(id) && year !== null ? [year] : [])));
  return [...years]
    .sort((a, b) => a - b)
    .flatMap((year) => {
      const line = LINES[year];
      return line ? [examYear(year, line, items, byItem)] : [];
    });
}

function examYear(year: number, line: Line, items: readonly Item[], byItem: ReadonlyMap<string, Sample>): ExamYear {
  const compulsory: Section = { earned: 0, asked: 0, notAsked: 0, ...line.compulsory };
  const other: Section = { earned: 0, asked: 0, notAsked: 0, ...line.other };
  let prohibited = 0;
  let itemsNotAsked = 0;
  for (const { id, facts } of items) {
    if (facts.year !== year || facts.block === null) continue;
    const section = COMPULSORY.has(facts.block) ? compulsory : other;
    const points = facts.points ?? 0;
    const sample = byItem.get(id);
    if (sample === undefined) {
      section.notAsked += points;
      itemsNotAsked += 1;
      continue;
    }
    section.asked += points;
    if (sample.scores.official === 1) section.earned += points;
    prohibited += facts.prohibited.filter((option) => sample.prediction?.includes(option)).length;
  }
  return { year, compulsory, other, prohibited, itemsNotAsked, verdict: verdictOf([compulsory, other], prohibited) };
}

function verdictOf(sections: readonly Section[], prohibited: number): Verdict {
  if (prohibited > MOST_PROHIBITED) return 'failed';
  if (sections.some(({ earned, notAsked, needed }) => earned + notAsked < needed)) return 'failed';
  return sections.every(({ earned, needed }) => earned >= needed) ? 'passed' : 'open';
}
