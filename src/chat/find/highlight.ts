import type { Match } from './matches';
import { rangesIn } from './ranges';

const ALL = 'hakui-found';
const CURRENT = 'hakui-found-current';

/** Marks what is found in the messages that are drawn, without a change of the page itself. Gives the current one, where it is drawn. */
export function highlight(viewport: Element, wanted: RegExp, current: Match | null): Range | null {
  const all: Range[] = [];
  let currentRange: Range | null = null;
  for (const part of viewport.querySelectorAll<HTMLElement>('[data-message-id]')) {
    const ranges = [...part.querySelectorAll('[data-message-text]')].flatMap((text) => rangesIn(text, wanted));
    all.push(...ranges);
    // The words of a link's address, for example, are counted and not drawn.
    if (current && part.dataset.messageId === current.messageId)
      currentRange = ranges[current.nth] ?? ranges.at(-1) ?? null;
  }
  // A browser without it finds and counts all the same.
  if (typeof Highlight === 'undefined') return currentRange;
  CSS.highlights.set(ALL, new Highlight(...all));
  CSS.highlights.set(CURRENT, new Highlight(...(currentRange ? [currentRange] : [])));
  return currentRange;
}

export function clearHighlight(): void {
  if (typeof Highlight === 'undefined') return;
  CSS.highlights.delete(ALL);
  CSS.highlights.delete(CURRENT);
}
