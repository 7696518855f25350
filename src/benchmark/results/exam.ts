import type { Item, Sample } from '../types';

/** Blocks B and E are compulsory in the Japanese national examination for physicians. */
const COMPULSORY = new Set(['B', 'E']);

/** Points needed, of those the examination had. */
interface PassLine {
  needed: number;
  of: number;
}

interface Line {
  compulsory: PassLine;
  other: PassLine;
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
  /** Points of the data set's items of this year that were not asked: pictures, filters, or not yet. */
  notAsked: number;
  /** Points of the examination's items that the data set has not. */
  absent: number;
  /** Points that a candidate needed, and that there were; null where no pass line is known. */
  line: PassLine | null;
}

/**
 * `passed`: enough points without the items not asked. `failed`: too few even with all of them, or too many
 * prohibited options. `open`: the items not asked decide.
 */
export type Verdict = 'passed' | 'failed' | 'open';

export interface ExamYear {
  /** Null of items that tell no year. */
  year: number | null;
  compulsory: Section;
  other: Section;
  /** Prohibited options chosen. */
  prohibited: number;
  itemsNotAsked: number;
  /** Of those, items that need a picture. */
  pictures: number;
  /** Null where no pass line is known. */
  verdict: Verdict | null;
}

/** The years that a run asked items of, as the examination would have counted them. Items without a block count nowhere. */
export function examYears(samples: readonly Sample[], items: readonly Item[]): ExamYear[] {
  const byItem = new Map(samples.map((sample) => [sample.itemId, sample]));
  const years = new Map<number | null, Item[]>();
  for (const item of items) {
    if (item.facts.block === null) continue;
    const { year } = item.facts;
    if (!years.has(year)) years.set(year, []);
    years.get(year)!.push(item);
  }
  return [...years]
    .filter(([, ofYear]) => ofYear.some(({ id }) => byItem.has(id)))
    .sort(([a], [b]) => (a ?? 0) - (b ?? 0))
    .map(([year, ofYear]) => examYear(year, ofYear, byItem));
}

function examYear(year: number | null, items: readonly Item[], byItem: ReadonlyMap<string, Sample>): ExamYear {
  const line = year === null ? undefined : LINES[year];
  const empty = { earned: 0, asked: 0, notAsked: 0, absent: 0 };
  const compulsory: Section = { ...empty, line: line?.compulsory ?? null };
  const other: Section = { ...empty, line: line?.other ?? null };
  let [prohibited, itemsNotAsked, pictures] = [0, 0, 0];
  for (const { id, facts, textOnly } of items) {
    const section = COMPULSORY.has(facts.block!) ? compulsory : other;
    const points = facts.points ?? 0;
    const sample = byItem.get(id);
    if (sample === undefined) {
      section.notAsked += points;
      itemsNotAsked += 1;
      if (!textOnly) pictures += 1;
      continue;
    }
    section.asked += points;
    if (sample.scores.official === 1) section.earned += points;
    prohibited += facts.prohibited.filter((option) => sample.prediction?.includes(option)).length;
  }
  for (const section of [compulsory, other]) {
    // The ministry struck a few items, so the data set may have more points than the line was drawn over.
    section.absent = Math.max(0, (section.line?.of ?? 0) - section.asked - section.notAsked);
  }
  const verdict = line ? verdictOf([compulsory, other], prohibited) : null;
  return { year, compulsory, other, prohibited, itemsNotAsked, pictures, verdict };
}

function verdictOf(sections: readonly Section[], prohibited: number): Verdict {
  if (prohibited > MOST_PROHIBITED) return 'failed';
  const needed = ({ line }: Section) => line?.needed ?? 0;
  if (sections.some((each) => each.earned + each.notAsked + each.absent < needed(each))) return 'failed';
  return sections.every((each) => each.earned >= needed(each)) ? 'passed' : 'open';
}
