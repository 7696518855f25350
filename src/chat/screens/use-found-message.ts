import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import type { ThreadEntry } from '../tree';

/** The id of the message that a search led to, in the state of the page's address. */
function messageIdIn(state: unknown): string | null {
  if (!(state instanceof Object) || !('messageId' in state)) return null;
  return typeof state.messageId === 'string' ? state.messageId : null;
}

/** Shows the message that a search led to, once, as soon as its branch is on screen. */
export function useFoundMessage(path: readonly ThreadEntry[], reveal: (messageId: string) => void): void {
  const { key, state } = useLocation();
  const shownFor = useRef<string | null>(null);
  const messageId = messageIdIn(state);
  const onScreen = messageId !== null && path.some(({ message }) => message.id === messageId);
  useEffect(() => {
    if (!onScreen || messageId === null || shownFor.current === key) return;
    shownFor.current = key;
    reveal(messageId);
  }, [key, messageId, onScreen, reveal]);
}
