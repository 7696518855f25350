import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { insideOverlay } from '@/ui/inside-overlay';
import { clearHighlight, highlight } from '../find/highlight';
import { type Counts, findIn, type Match, type Matches, ordinalOf, step, wantedIn } from '../find/matches';
import type { ThreadEntry } from '../tree';

interface FindOptions {
  path: readonly ThreadEntry[];
  /** Where the thread stands in the page whole, the browser's own search finds everything. */
  enabled: boolean;
  viewport: RefObject<HTMLElement | null>;
  /** Brings a message into sight, its top so far below that of the window. */
  reveal: (messageId: string, below?: number) => void;
}

/** Search in a thread of which only a part is drawn, on the keys of the browser's own. */
export function useFind({ path, enabled, viewport, reveal }: FindOptions) {
  const input = useRef<HTMLInputElement>(null);
  const before = useRef<Element | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [current, setCurrent] = useState<Match | null>(null);
  const open = enabled && isOpen;
  const wanted = useMemo(() => (open ? wantedIn(typed) : null), [open, typed]);
  const matches = useMatches(path, wanted);
  /** The current match is to be brought into sight as soon as it is drawn. */
  const arriving = useRef(false);

  const goTo = useCallback(
    (match: Match | null) => {
      setCurrent(match);
      arriving.current = match !== null;
      if (match) reveal(match.messageId);
    },
    [reveal],
  );
  const move = useCallback((steps: 1 | -1) => matches && goTo(step(matches, current, steps)), [matches, current, goTo]);

  // Another text begins at the first place that holds it; an answer that grows moves nobody.
  const [foundFor, setFoundFor] = useState<RegExp | null>(null);
  useEffect(() => {
    if (!matches || foundFor === wanted) return;
    setFoundFor(wanted);
    goTo(step(matches, null, 1));
  }, [matches, foundFor, wanted, goTo]);

  useEffect(() => {
    if (!enabled) return;
    function onKeyDown(event: KeyboardEvent) {
      const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
      if (altKey || insideOverlay(event)) return;
      if (key.toLowerCase() === 'f' && (ctrlKey || metaKey) && !shiftKey) {
        // Pressed again, it is the browser's.
        if (document.activeElement === input.current) return;
        event.preventDefault();
        if (!input.current) before.current = document.activeElement;
        setOpen(true);
        input.current?.select();
      } else if (key === 'F3' && input.current) {
        event.preventDefault();
        move(shiftKey ? -1 : 1);
      }
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [enabled, move]);

  useHighlight(viewport, wanted, current, (range) => {
    if (!arriving.current || !current || !viewport.current) return;
    arriving.current = false;
    const part = range.startContainer.parentElement!.closest('[data-message-id]')!;
    const within = range.getBoundingClientRect().top - part.getBoundingClientRect().top;
    const third = viewport.current.clientHeight / 3;
    // A long message's top would leave the place out of sight.
    if (within > third) reveal(current.messageId, third - within);
  });

  function close() {
    setOpen(false);
    setCurrent(null);
    if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus();
  }

  return {
    open,
    input,
    typed,
    setTyped,
    total: wanted ? (matches?.total ?? null) : null,
    ordinal: matches && current ? ordinalOf(matches, current) : 0,
    next: () => move(1),
    previous: () => move(-1),
    close,
    /** The message that is drawn to its end, however long it is. */
    unfolded: open ? (current?.messageId ?? null) : null,
  };
}

export type Find = ReturnType<typeof useFind>;

/** Null while it is being looked for. */
function useMatches(path: readonly ThreadEntry[], wanted: RegExp | null): Matches | null {
  const [found, setFound] = useState<{ wanted: RegExp; matches: Matches } | null>(null);
  const counts = useMemo<Counts>(() => (wanted ? new WeakMap() : new WeakMap()), [wanted]);
  useEffect(() => {
    if (!wanted) return;
    const controller = new AbortController();
    void findIn(path, wanted, counts, controller.signal).then((matches) => {
      if (matches) setFound({ wanted, matches });
    });
    return () => controller.abort();
  }, [path, wanted, counts]);
  return found && found.wanted === wanted ? found.matches : null;
}

/** Marks what is found in whatever is drawn, and again whenever that changes. */
function useHighlight(
  viewport: RefObject<HTMLElement | null>,
  wanted: RegExp | null,
  current: Match | null,
  onCurrent: (range: Range) => void,
): void {
  const told = useRef(onCurrent);
  useEffect(() => {
    told.current = onCurrent;
  });
  useEffect(() => {
    const element = viewport.current;
    if (!element || !wanted) return;
    let frame = 0;
    const mark = () => {
      const range = highlight(element, wanted, current);
      if (range) told.current(range);
    };
    const later = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(mark);
    };
    later();
    const observer = new MutationObserver(later);
    observer.observe(element, { childList: true, subtree: true, characterData: true });
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      clearHighlight();
    };
  }, [viewport, wanted, current]);
}
