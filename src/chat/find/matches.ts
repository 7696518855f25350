import type { Message } from '@/db/types';
import { pacer } from '../pacer';
import { fold } from '../search/fold';
import type { ThreadEntry } from '../tree';

/** One place in a thread that holds what was typed: the `nth` of its message, from 0. */
export interface Match {
  messageId: string;
  nth: number;
}

/** How often each message that holds what was typed does so, in the thread's order. */
export interface Matches {
  total: number;
  messages: { id: string; count: number }[];
}

/** What was typed, to be found in folded texts: spaces and line breaks are one; null where there is nothing to look for. */
export function wantedIn(typed: string): RegExp | null {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  return words.length === 0 ? null : new RegExp(words.map(escaped).join('\\s+'), 'g');
}

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** Of Markdown, what is not seen once it is drawn. */
const UNSEEN = /[*`#]+/g;

/** Folded once for each message, of which there is one object as long as its conversation is in memory. */
const seen = new WeakMap<Message, string>();

function seenText(message: Message): string {
  const known = seen.get(message);
  if (known !== undefined) return known;
  // What a person wrote is shown as it stands.
  const text = fold(message.role === 'user' ? message.text : message.text.replace(UNSEEN, '').replaceAll('|', ' '));
  seen.set(message, text);
  return text;
}

/** Counts by message, kept between readings of a thread in which one message changes. */
export type Counts = WeakMap<Message, number>;

/** Looks through a thread in slices between which the page draws; null where it was given up. */
export async function findIn(
  path: readonly ThreadEntry[],
  wanted: RegExp,
  counts: Counts,
  signal: AbortSignal,
): Promise<Matches | null> {
  const pause = pacer();
  const matches: Matches = { total: 0, messages: [] };
  for (const { message } of path) {
    const count = counts.get(message) ?? [...seenText(message).matchAll(wanted)].length;
    counts.set(message, count);
    if (count > 0) matches.messages.push({ id: message.id, count });
    matches.total += count;
    await pause();
    if (signal.aborted) return null;
  }
  return matches;
}

/** The match so many steps after another, round and round; from nowhere, the first or the last. */
export function step({ messages, total }: Matches, from: Match | null, steps: 1 | -1): Match | null {
  if (total === 0) return null;
  const at = from ? ordinalOf({ messages, total }, from) - 1 : steps === 1 ? -1 : total;
  let left = (at + steps + total) % total;
  for (const { id, count } of messages) {
    if (left < count) return { messageId: id, nth: left };
    left -= count;
  }
  return null;
}

/** A match's place among all, from 1; of one that is gone, that of the first in the thread. */
export function ordinalOf({ messages }: Matches, { messageId, nth }: Match): number {
  let before = 0;
  for (const { id, count } of messages) {
    if (id === messageId) return before + Math.min(nth, count - 1) + 1;
    before += count;
  }
  return 1;
}
