import type { Message } from '@/db/types';
import type { ThreadEntry } from '../tree';

/**
 * Up to here a thread stands in the page whole, so that the browser's own search, its "select all" and a screen reader's list
 * of headings have all of it. Drawing that much takes a fifth of a second; what is longer is drawn as far as it is in sight.
 */
const WHOLE_MESSAGES = 40;
const WHOLE_CHARACTERS = 20_000;

export function standsWhole(path: readonly ThreadEntry[]): boolean {
  if (path.length > WHOLE_MESSAGES) return false;
  return path.reduce((sum, { message }) => sum + message.text.length, 0) <= WHOLE_CHARACTERS;
}

/** Pixels that a message will take, about: what is written in full width takes twice the room. */
export function estimateHeight({ role, text }: Message): number {
  const lines = Math.ceil((text.length * (/[぀-ヿ一-鿿]/.test(text.slice(0, 200)) ? 2 : 1)) / 80);
  const breaks = text.length < 4_000 ? text.split('\n').length : 0;
  return (role === 'user' ? 90 : 100) + 27 * Math.max(lines, breaks);
}
