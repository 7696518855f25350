import { seeded, shuffle } from '../random';
import type { Item, ItemText, LeftOutReason, RunPlan } from '../types';

/** The engine compares no more letters than this at once. */
const MOST_LETTERS = 5;

/** An item as a run asks it. */
export interface PlannedItem {
  item: Item;
  text: ItemText;
  /** Position shown → the publisher's index. */
  optionOrder: number[];
}

export interface PlannedItems {
  asked: PlannedItem[];
  /** How many are not asked, by reason: those that stand first in `reasonAgainst` count first. */
  leftOut: Partial<Record<LeftOutReason, number>>;
}

/** The items of a run in its order: the same for the same plan, on every machine and after every break. */
export function planItems(items: readonly Item[], plan: RunPlan): PlannedItems {
  const { selection, language } = plan;
  const leftOut: PlannedItems['leftOut'] = {};
  const leave = (reason: LeftOutReason) => {
    leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  };
  const admitted = items.filter((item) => {
    const reason = reasonAgainst(item, plan);
    if (reason !== null) leave(reason);
    return reason === null;
  });
  const ordered = selection.shuffleItems === null ? admitted : shuffle(admitted, seeded(selection.shuffleItems));
  const { limit, part } = selection;
  const asked: PlannedItem[] = [];
  ordered.forEach((item, position) => {
    if (limit !== null && position >= limit) leave('over-limit');
    else if (part !== null && partOf(item, part.of) !== part.index) leave('other-part');
    else asked.push({ item, text: item.texts[language]!, optionOrder: orderOf(item, plan) });
  });
  return { asked, leftOut };
}

function reasonAgainst(item: Item, { dataset, language, protocol, selection }: RunPlan): LeftOutReason | null {
  const { years, blocks, categories, textOnly } = selection;
  const { facts, gold } = item;
  const lacks = <T>(wanted: readonly T[], value: T | null) =>
    wanted.length > 0 && (value === null || !wanted.includes(value));
  if (lacks(years, facts.year) || lacks(blocks, facts.block) || lacks(categories, facts.category)) return 'filtered';
  const text = item.texts[language];
  if (!text) return 'no-text';
  if (textOnly && !item.textOnly) return 'needs-picture';
  if (gold.kind === 'value') return 'gold-not-options';
  // The published evaluator counts the Japanese options, whichever language it asks in.
  const published = dataset.kind === 'igakuqa' ? protocol.optionCount : null;
  if (published !== null && (item.texts.ja ?? text).options.length !== published) return 'option-count';
  if (protocol.method === 'letter' && text.options.length > MOST_LETTERS) return 'option-count';
  const longest = protocol.longestQuestion?.[language];
  if (longest !== undefined && [...text.question].length > longest) return 'question-too-long';
  return null;
}

/** By the item alone, so that machines that share a run need not speak to each other. */
const partOf = ({ id }: Item, of: number) => seeded(0, id).below(of);

/** By seed and item: the same whichever items come before it. */
function orderOf({ id, texts }: Item, { language, selection: { shuffleOptions } }: RunPlan): number[] {
  const published = texts[language]!.options.map((_, index) => index);
  return shuffleOptions === null ? published : shuffle(published, seeded(shuffleOptions, id));
}
