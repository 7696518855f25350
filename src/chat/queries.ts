import { useDebouncedValue } from '@mantine/hooks';
import { useLiveQuery } from 'dexie-react-hooks';
import { useEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import { listConversations } from '@/db/conversations';
import type { Conversation, Message } from '@/db/types';
import { useChat } from './context';
import type { SearchPhase } from './search/search';
import type { Results } from './search/text-index';
import { keepEntries, type ThreadEntry, threadTo } from './tree';
import { withUnsaved } from './unsaved-answers';

/** Undefined until the database has answered. Follows every change, those of other tabs too. */
export function useConversations(): Conversation[] | undefined {
  return useLiveQuery(listConversations);
}

export interface Thread {
  conversation: Conversation;
  messages: Message[];
  /** An entry whose message and siblings have not changed is the object it was before. */
  path: ThreadEntry[];
}

/** Undefined until the database has answered, null where there is no such conversation. */
export function useThread(conversationId: string): Thread | null | undefined {
  const threads = useChat((chat) => chat.threads);
  const unsaved = useChat((chat) => chat.unsavedAnswers);
  const before = useRef<ThreadEntry[]>([]);
  const rows = useLiveQuery(() => threads.read(conversationId), [conversationId, threads]);
  return useMemo(() => {
    if (!rows) return rows;
    const { conversation } = rows;
    const messages = withUnsaved(rows.messages, unsaved);
    before.current = keepEntries(before.current, threadTo(messages, conversation.leafId));
    return { conversation, messages, path: before.current };
  }, [rows, unsaved]);
}

/** A search for every key would be in the way of the next one. */
const TYPING_MS = 150;
/** A wait that is shorter is not worth a word. */
const UNNOTICED_MS = 300;

export interface SearchInProgress {
  /** What was looked for, which is what was typed a moment ago. */
  wanted: string;
  /** Null until everything was read. */
  results: Results | null;
  /** It takes long enough to be told. */
  reading: boolean;
  failed: boolean;
  retry: () => void;
}

/** What holds the typed text, as long as it is not empty. Follows every change, those of other tabs too. */
export function useSearch(typed: string): SearchInProgress {
  const search = useChat((chat) => chat.search);
  const { phase, version, open, find } = useStore(search);
  const [wanted] = useDebouncedValue(typed.trim(), TYPING_MS);
  const [longPhase] = useDebouncedValue<SearchPhase>(phase, UNNOTICED_MS);
  // Not when it was dropped: it may have been for a lock.
  useEffect(() => {
    if (wanted !== '') open();
  }, [wanted, open]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says whether what is found is another
  const results = useMemo(
    () => (phase === 'ready' && wanted !== '' ? find(wanted) : null),
    [phase, version, wanted, find],
  );
  return {
    wanted,
    results,
    reading: phase === 'reading' && longPhase === 'reading',
    failed: phase === 'failed',
    retry: open,
  };
}
