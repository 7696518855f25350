import { useEffect, useRef } from 'react';
import { useChat } from '../context';
import type { Place } from '../store';

/**
 * The composer's text and its sending. A text that could not be sent stays in the composer.
 * `draftKey` is the conversation's id, '' for a new one.
 */
export function useComposer(draftKey: string, place: Place | null, onSent?: (conversationId: string) => void) {
  const inputRef = useRef<HTMLTextAreaElement>(null);
  const text = useChat((chat) => chat.drafts[draftKey] ?? '');
  const draft = useChat((chat) => chat.draft);
  const ask = useChat((chat) => chat.ask);

  // A pointer means a desk: there, typing may begin at once; on a phone focus would open the keyboard.
  useEffect(() => {
    if (window.matchMedia('(pointer: fine)').matches) inputRef.current?.focus();
  }, []);

  async function send() {
    draft(draftKey, '');
    const id = await ask(place, text.trim());
    if (id === null) draft(draftKey, text);
    else onSent?.(id);
  }

  return {
    inputRef,
    text,
    onChange: (value: string) => draft(draftKey, value),
    onSend: () => void send(),
  };
}
