import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { keepPlace, type PlaceInThread, placeIn } from './places';
import type { useStickToBottom } from './use-stick-to-bottom';

type Stick = Pick<ReturnType<typeof useStickToBottom>, 'viewport' | 'away' | 'toBottom' | 'show'>;

const partsIn = (viewport: HTMLElement) => [...viewport.querySelectorAll<HTMLElement>('[data-message-id]')];

/**
 * Which part of a thread is in sight: a thread opens where the person left it, else at its end. `reveal` brings a message there,
 * `revealed` is its id: it has to be drawn wherever it is.
 */
export function useThreadPlace(conversationId: string, { viewport, away, toBottom, show }: Stick) {
  const [revealed, setRevealed] = useState<PlaceInThread | null>(() => placeIn(conversationId));
  const pending = useRef(revealed);
  const reveal = useCallback((messageId: string, below = BELOW_TOP) => {
    pending.current = { messageId, below };
    setRevealed(pending.current);
  }, []);

  useLayoutEffect(() => {
    if (pending.current === null) toBottom();
  }, [toBottom]);
  // Before the page is painted, as soon as the message is drawn: another place would be seen for a moment otherwise.
  useLayoutEffect(() => {
    const [element, place] = [viewport.current, pending.current];
    const part = element && place && partsIn(element).find(({ dataset }) => dataset.messageId === place.messageId);
    if (!part) return;
    pending.current = null;
    show(part, place.below);
  });

  useKeptPlace(conversationId, viewport, away);
  return { revealed: revealed?.messageId ?? null, reveal };
}

const BELOW_TOP = 12;

/** Writes down where the person is when the thread, or the page, is left. */
function useKeptPlace(conversationId: string, viewport: RefObject<HTMLElement | null>, away: boolean): void {
  const isAway = useRef(away);
  useEffect(() => {
    isAway.current = away;
  }, [away]);
  useLayoutEffect(() => {
    const keep = () => keepPlace(conversationId, isAway.current && viewport.current ? topmost(viewport.current) : null);
    window.addEventListener('pagehide', keep);
    return () => {
      window.removeEventListener('pagehide', keep);
      keep();
    };
  }, [conversationId, viewport]);
}

function topmost(viewport: HTMLElement): PlaceInThread | null {
  const { top } = viewport.getBoundingClientRect();
  const part = partsIn(viewport).find((each) => each.getBoundingClientRect().bottom > top);
  return part ? { messageId: part.dataset.messageId!, below: part.getBoundingClientRect().top - top } : null;
}
