import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { useStable } from '@/ui/use-stable';
import { useChat } from '../context';
import type { Place } from '../store';
import { useMeasure } from './use-measure';

/**
 * The composer's text and its sending. A text that could not be sent stays in the composer.
 * `draftKey` is the conversation's id, '' for a new one; `said` changes with what was said before.
 */
export function useComposer(
  draftKey: string,
  place: Place | null,
  said: string,
  onSent?: (conversationId: string) => void,
  given?: RefObject<HTMLTextAreaElement | null>,
) {
  const own = useRef<HTMLTextAreaElement>(null);
  const inputRef = given ?? own;
  const text = useChat((chat) => chat.drafts[draftKey] ?? '');
  const draft = useChat((chat) => chat.draft);
  const ask = useChat((chat) => chat.ask);
  const asking = useRef<AbortController | null>(null);
  const [measure, showMeasure] = useMeasure(place, text, said);

  // A pointer means a desk: there, typing may begin at once; on a phone focus would open the keyboard.
  useEffect(() => {
    if (window.matchMedia('(pointer: fine)').matches) inputRef.current?.focus();
  }, [inputRef]);

  async function send() {
    draft(draftKey, '');
    asking.current = new AbortController();
    const asked = await ask(place, text.trim(), asking.current.signal);
    if (asked.outcome === 'asked') {
      onSent?.(asked.conversationId);
      return;
    }
    if (asked.outcome === 'forgotten') return;
    draft(draftKey, text);
    if (asked.outcome === 'too-long') showMeasure(asked.measure);
  }

  return {
    inputRef,
    text,
    measure,
    onChange: useCallback((value: string) => draft(draftKey, value), [draft, draftKey]),
    onSend: useStable(() => void send()),
    /** Stops the answer to what was sent last, also while that is being written down. */
    onStop: useCallback(() => asking.current?.abort(), []),
  };
}
