import { useLiveQuery } from 'dexie-react-hooks';
import { findConversation, listConversations } from '@/db/conversations';
import { messagesOf } from '@/db/messages';
import type { Conversation, Message } from '@/db/types';
import { type ThreadEntry, threadTo } from './tree';

/** Undefined until the database has answered. Follows every change, those of other tabs too. */
export function useConversations(): Conversation[] | undefined {
  return useLiveQuery(listConversations);
}

export interface Thread {
  conversation: Conversation;
  messages: Message[];
  path: ThreadEntry[];
}

/** Undefined until the database has answered, null where there is no such conversation. */
export function useThread(conversationId: string): Thread | null | undefined {
  return useLiveQuery(async () => {
    const [conversation, messages] = await Promise.all([findConversation(conversationId), messagesOf(conversationId)]);
    return conversation && { conversation, messages, path: threadTo(messages, conversation.leafId) };
  }, [conversationId]);
}
