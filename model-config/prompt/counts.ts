import type { Prompt } from './prompt.ts';
import type { Turn } from './turn.ts';

/** Tokens of a prompt. `frame` and `turns` together are all of them. */
export interface TokenCounts {
  /** The system message (the template's own where none is given) and the opening of the answer. */
  frame: number;
  /** Each message but a system message, in order, with the marks of its turn. */
  turns: number[];
}

/**
 * Whose the tokens of a prompt are. A stretch of text counts for the messages in it, by their shares of its characters; what
 * stands between two messages, for the one before up to its end of turn, and for the one behind from there on.
 *
 * @param total tokens of the whole prompt
 * @param lengthOf tokens of a stretch of ordinary text
 */
export function countsOf(
  prompt: Prompt,
  turns: readonly Turn[],
  total: number,
  lengthOf: (text: string) => number,
): TokenCounts {
  const counts = turns.map(() => 0);
  const add = (index: number, tokens: number) => {
    counts[index] = (counts[index] ?? 0) + tokens;
  };
  const { pieces } = prompt;
  const owned = pieces.flatMap(({ of }, at) => (of.size > 0 ? [at] : []));
  if (owned.length === 0) return byLength(turns, total);
  const lengths = pieces.map(({ text, control }) => (control ? 1 : lengthOf(text)));
  for (const at of owned) {
    const { of } = pieces[at]!;
    const all = [...of.values()].reduce((sum, each) => sum + each, 0);
    for (const [index, share] of of) add(index, (lengths[at]! * share) / all);
  }
  owned.forEach((at, n) => {
    const next = owned[n + 1];
    if (next === undefined) return;
    const behind = Math.min(endOfTurnAfter(pieces, at), next);
    const last = [...pieces[at]!.of.keys()].at(-1)!;
    const [first] = pieces[next]!.of.keys();
    for (let i = at + 1; i < next; i++) add(i < behind ? last : first!, lengths[i]!);
  });
  const opened = owned[0]!;
  for (let i = openingBefore(pieces, opened); i < opened; i++) add([...pieces[opened]!.of.keys()][0]!, lengths[i]!);
  const asked = owned.at(-1);
  if (asked !== undefined) {
    const end = endOfTurnAfter(pieces, asked);
    for (let i = asked + 1; i < end; i++) add([...pieces[asked]!.of.keys()].at(-1)!, lengths[i]!);
  }
  const spoken = turns.flatMap(({ role }, index) => (role === 'system' ? [] : [Math.round(counts[index]!)]));
  return { frame: total - spoken.reduce((sum, each) => sum + each, 0), turns: spoken };
}

/** Where nothing tells whose a token is. */
function byLength(turns: readonly Turn[], total: number): TokenCounts {
  const all = turns.reduce((sum, { content }) => sum + content.length, 0) || 1;
  const spoken = turns
    .filter(({ role }) => role !== 'system')
    .map(({ content }) => Math.floor((total * content.length) / all));
  return { frame: total - spoken.reduce((sum, each) => sum + each, 0), turns: spoken };
}

/** From the control tokens on that stand directly before a message, with a role's name between two. */
function openingBefore(pieces: Prompt['pieces'], at: number): number {
  let from = at;
  while (pieces[from - 1]?.control) from -= 1;
  const name = pieces[from - 1];
  if (from === at || !name || /\s/.test(name.text) || !pieces[from - 2]?.control) return from;
  return from - 2;
}

/** Behind the control token that follows a message, and the space behind that. */
function endOfTurnAfter(pieces: Prompt['pieces'], at: number): number {
  if (!pieces[at + 1]?.control) return at + 1;
  const space = pieces[at + 2];
  return space !== undefined && !space.control && space.text.trim() === '' ? at + 3 : at + 2;
}
