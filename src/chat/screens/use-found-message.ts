import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/** The id of the message that a search led to, in the state of the page's address. */
function messageIdIn(state: unknown): string | null {
  if (!(state instanceof Object) || !('messageId' in state)) return null;
  return typeof state.messageId === 'string' ? state.messageId : null;
}

/** Shows the message that a search led to, once, as soon as its branch is on screen. */
export function useFoundMessage(ids: readonly string[], show: (part: Element) => void): void {
  const { key, state } = useLocation();
  const shownFor = useRef<string | null>(null);
  const messageId = messageIdIn(state);
  const onScreen = messageId !== null && ids.includes(messageId);
  useEffect(() => {
    if (!onScreen || shownFor.current === key) return;
    const parts = document.querySelectorAll<HTMLElement>('[data-message-id]');
    const part = [...parts].find(({ dataset }) => dataset.messageId === messageId);
    if (!part) return;
    shownFor.current = key;
    show(part);
  }, [key, messageId, onScreen, show]);
}
