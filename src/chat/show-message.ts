import { findConversation, selectLeaf } from '@/db/conversations';
import { messagesOf } from '@/db/messages';
import { newestLeafBelow, threadTo } from './tree';

/** Puts a message's branch on screen, unless it is there: the newest thread that goes through it. Does nothing where it is gone. */
export async function showMessage(conversationId: string, messageId: string): Promise<void> {
  const [conversation, messages] = await Promise.all([findConversation(conversationId), messagesOf(conversationId)]);
  if (!conversation || !messages.some(({ id }) => id === messageId)) return;
  const onScreen = threadTo(messages, conversation.leafId).some(({ message }) => message.id === messageId);
  if (!onScreen) await selectLeaf(conversationId, newestLeafBelow(messages, messageId));
}
