import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useMemo, useState } from 'react';

interface WindowedOptions {
  /** How many rows there are. Each that is drawn has its number in `data-index`, and `measure` for its ref. */
  count: number;
  /** Draws every row. */
  whole: boolean;
  /** What scrolls. */
  viewport: RefObject<HTMLElement | null>;
  keyOf: (index: number) => string;
  /** Pixels that a row is thought to take until it is drawn. */
  estimate: (index: number) => number;
  /** A row that is drawn wherever it is. */
  pinned?: number | null;
  /** Whether the window keeps what is in sight in its place when a row above it turns out higher or lower. */
  keepsPlace?: () => boolean;
}

/** Rows to draw, each with the pixels of those left out before it, and the pixels of those left out at the end. */
export interface Stretch {
  rows: { index: number; gap: number }[];
  after: number;
}

const BEYOND = 4;

/**
 * Draws of a long list what is in sight and a little beyond, in the page's usual flow. The row that has the focus with those beside
 * it, and all that is selected, stay however far they are scrolled away: a focus that is lost begins at the top of the page again, and
 * the next Tab is to find a row at once, not only when the browser has told of its scrolling.
 */
export function useWindowed({ count, whole, viewport, keyOf, estimate, pinned, keepsPlace }: WindowedOptions) {
  const focused = useFocusedRow(viewport);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const indexes = new Set([...defaultRangeExtractor(range), ...heldIn(viewport.current, range)]);
      if (focused !== null) for (let near = -BEYOND; near <= BEYOND; near++) indexes.add(focused + near);
      if (pinned != null) indexes.add(pinned);
      return [...indexes].filter((index) => index >= 0 && index < count).sort((a, b) => a - b);
    },
    [count, focused, pinned, viewport],
  );
  const virtualizer = useVirtualizer({
    count,
    enabled: !whole,
    getScrollElement: () => viewport.current,
    estimateSize: estimate,
    getItemKey: keyOf,
    overscan: BEYOND,
    rangeExtractor,
    // React draws at once only what it must: two of its drawings in one task are one too many.
    useFlushSync: false,
  });
  if (keepsPlace) virtualizer.shouldAdjustScrollPositionOnItemSizeChange = mayAdjust;
  function mayAdjust(item: { start: number }): boolean {
    return keepsPlace!() && item.start < (virtualizer.scrollOffset ?? 0);
  }

  const items = virtualizer.getVirtualItems();
  const all = useMemo(
    () => Array.from({ length: whole ? count : 0 }, (_, index) => ({ index, gap: 0 })),
    [whole, count],
  );

  /** The rows from one to before another, for lists in several parts. */
  function stretch(from = 0, to = count): Stretch {
    if (whole) return { rows: all.slice(from, to), after: 0 };
    const rows: Stretch['rows'] = [];
    const measured = virtualizer.measurementsCache;
    let end = measured[from]?.start ?? 0;
    for (const item of items) {
      if (item.index < from || item.index >= to) continue;
      rows.push({ index: item.index, gap: item.start - end });
      end = item.end;
    }
    return { rows, after: Math.max(0, (measured[to - 1]?.end ?? end) - end) };
  }

  return { stretch, measure: whole ? undefined : virtualizer.measureElement, scrollToIndex: virtualizer.scrollToIndex };
}

/** Null where the focus is elsewhere in the page. */
function useFocusedRow(viewport: RefObject<HTMLElement | null>): number | null {
  const [focused, setFocused] = useState<number | null>(null);
  useEffect(() => {
    const look = ({ target }: FocusEvent) =>
      setFocused(viewport.current && indexOf(viewport.current, target instanceof Node ? target : null));
    document.addEventListener('focusin', look);
    return () => document.removeEventListener('focusin', look);
  }, [viewport]);
  return focused;
}

/** Rows that hold the focus or an end of what is selected, with all between. */
function heldIn(viewport: HTMLElement | null, { startIndex }: Range): number[] {
  if (!viewport) return [];
  const held = [indexOf(viewport, document.activeElement)];
  const selection = document.getSelection();
  if (selection && !selection.isCollapsed) {
    const ends = [indexOf(viewport, selection.anchorNode), indexOf(viewport, selection.focusNode)];
    const [from, to] = [
      Math.min(...ends.map((end) => end ?? startIndex)),
      Math.max(...ends.map((end) => end ?? startIndex)),
    ];
    if (ends.some((end) => end !== null)) for (let index = from; index <= to; index++) held.push(index);
  }
  return held.filter((index) => index !== null);
}

function indexOf(viewport: HTMLElement, node: Node | null): number | null {
  const element = node instanceof Element ? node : (node?.parentElement ?? null);
  if (!element || !viewport.contains(element)) return null;
  const index = element.closest<HTMLElement>('[data-index]')?.dataset.index;
  return index === undefined ? null : Number(index);
}
