import { endedByDeletion } from './messages';
import { db } from './schema';
import { reading, writing } from './storage';
import type { Conversation, Draft, Message } from './types';

/** A conversation taken out of the database, whole, so that deleting can be undone. */
export interface DeletedConversation {
  conversation: Conversation;
  messages: Message[];
  draft: Draft | undefined;
}

/** Newest first. */
export function listConversations(): Promise<Conversation[]> {
  return reading(() => db.conversations.orderBy('updatedAt').reverse().toArray());
}

export async function findConversation(id: string): Promise<Conversation | null> {
  return (await reading(() => db.conversations.get(id))) ?? null;
}

export async function renameConversation(id: string, title: string): Promise<void> {
  await writing(() => db.conversations.update(id, { title }));
}

/** Which message's path is on screen. The time stays: reading an older answer is no change. */
export async function selectLeaf(id: string, leafId: string): Promise<void> {
  await writing(() => db.conversations.update(id, { leafId }));
}

/** Gives back what was deleted, what was still being written as ended by that; null where it was already gone. */
export function deleteConversation(id: string): Promise<DeletedConversation | null> {
  return writing(() =>
    db.transaction('rw', db.conversations, db.messages, db.drafts, async () => {
      const conversation = await db.conversations.get(id);
      if (!conversation) return null;
      const messages = await db.messages.where('conversationId').equals(id).toArray();
      await db.messages.bulkDelete(messages.map((message) => message.id));
      await db.conversations.delete(id);
      const draft = await db.drafts.get(id);
      await db.drafts.delete(id);
      return { conversation, messages: messages.map(endedByDeletion), draft };
    }),
  );
}

export function restoreConversation({ conversation, messages, draft }: DeletedConversation): Promise<void> {
  return writing(() =>
    db.transaction('rw', db.conversations, db.messages, db.drafts, async () => {
      await db.conversations.put(conversation);
      if (draft) await db.drafts.put(draft);
      await db.messages.bulkPut(messages);
    }),
  );
}
