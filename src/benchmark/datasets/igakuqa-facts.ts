import { z } from 'zod';
import type { ItemFacts } from '../types';
import type { Place } from './assemble';
import type { Problems } from './errors';
import { Text } from './fields';
import { optionsOfLetters, plainLetters } from './letters';

/** A line of NNN-X_metadata.jsonl: what is known of an item beside its question. */
export const Metadata = z.object({
  problem_id: Text,
  category: z.string().nullish(),
  kinki: z.array(z.string()).nullish(),
  human_accuracy: z.union([z.string(), z.number()]).nullish(),
  breakdown: z.array(z.union([z.string(), z.number()])).nullish(),
});
export type Metadata = z.infer<typeof Metadata>;

export interface Reports {
  problems: Problems;
  /** What is odd and left out, but no reason to refuse an examination. */
  remarks: Problems;
}

type HumanFacts = Pick<ItemFacts, 'category' | 'prohibited' | 'humanAccuracy' | 'humanShares'>;

export function humanFacts(
  metadata: (Metadata & { place: Place }) | undefined,
  optionCount: number,
  reports: Reports,
): HumanFacts {
  if (!metadata) return { category: null, prohibited: [], humanAccuracy: null, humanShares: null };
  const { place } = metadata;
  const share = (value: string | number, field: string): number | null => {
    if (value === '') return null;
    const percent = typeof value === 'number' ? value : Number(value.trim() || Number.NaN);
    if (percent >= 0 && percent <= 100) return percent / 100;
    // The publisher has figures like 500.3: a figure beside the item is not worth refusing the examination for.
    reports.remarks.add('implausible-figure', { ...place, field, value });
    return null;
  };
  const humanAccuracy = share(metadata.human_accuracy ?? '', 'human_accuracy');
  const breakdown = metadata.breakdown ?? [];
  const shares = breakdown.map((value, index) => share(value, `breakdown[${index}]`));
  const fits = shares.length === optionCount && optionCount > 0;
  if (!fits && shares.length > 0) {
    reports.remarks.add('implausible-figure', { ...place, field: 'breakdown', value: shares.length });
  }
  const known = shares.filter((each) => each !== null);
  return {
    category: metadata.category?.trim() || null,
    prohibited: prohibited(metadata, optionCount, reports.problems),
    humanAccuracy,
    humanShares: fits && known.length === optionCount ? known : null,
  };
}

/** ["c", "e"], ["cde"] and ["d", " e"] all stand in the published files. */
function prohibited({ kinki, place }: Metadata & { place: Place }, optionCount: number, problems: Problems): number[] {
  const letters = [...new Set((kinki ?? []).flatMap((each) => [...plainLetters(each)]))];
  const chosen = optionsOfLetters(letters, optionCount);
  if ('options' in chosen) return chosen.options;
  problems.add('bad-field', { ...place, field: 'kinki', reason: chosen.reason });
  return [];
}
