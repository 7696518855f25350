import { liveQuery } from 'dexie';
import { listConversations } from '@/db/conversations';
import { messagesById, messagesOfAll, unfinishedAnswerIds } from '@/db/messages';
import type { Conversation, Message } from '@/db/types';
import { pacer } from '../pacer';
import { isUnfinished } from '../tree';
import type { TextIndex } from './text-index';

/** Conversations read at once: their rows are opened in one go where they are sealed. */
const AT_ONCE = 20;

interface Listeners {
  /** Everything was read, or read again after a change. */
  onChange(): void;
  onFailure(error: unknown): void;
}

/**
 * Fills an index with every conversation, newest first, and keeps it in step with the database, whichever tab changes it. An
 * answer goes in when it is finished: its row changes ten times a second before. Returns how to stop.
 */
export function follow(index: TextIndex, { onChange, onFailure }: Listeners): () => void {
  let stopped = false;
  /** Answers that were not finished when their conversation was read. */
  const waiting = new Set<string>();
  const pause = pacer();

  async function put(messages: readonly Message[]): Promise<void> {
    for (const message of messages) {
      if (stopped) return;
      if (message.role === 'assistant' && isUnfinished(message)) waiting.add(message.id);
      else {
        waiting.delete(message.id);
        // One whose conversation was deleted meanwhile goes with it.
        if (index.get(message.conversationId)) index.putMessage(message.conversationId, message);
      }
      await pause();
    }
  }

  async function take(conversations: readonly Conversation[]): Promise<void> {
    const kept = new Set(conversations.map(({ id }) => id));
    for (const id of index.conversationIds()) if (!kept.has(id)) index.remove(id);
    const changed = conversations.filter((each) => differs(each, index.get(each.id)));
    for (let at = 0; at < changed.length; at += AT_ONCE) {
      const some = changed.slice(at, at + AT_ONCE);
      const messages = await messagesOfAll(some.map(({ id }) => id));
      if (stopped) return;
      some.forEach(index.putConversation);
      await put(messages);
    }
    if (!stopped) onChange();
  }

  async function takeFinished(unfinished: readonly string[]): Promise<void> {
    const open = new Set(unfinished);
    const finished = [...waiting].filter((id) => !open.has(id));
    if (finished.length === 0) return;
    const messages = await messagesById(finished);
    for (const id of finished) waiting.delete(id);
    await put(messages);
    if (!stopped) onChange();
  }

  // One after another: an answer that ends while its conversation is read is taken after it.
  let last = Promise.resolve();
  function inTurn(work: () => Promise<void>): void {
    last = last.then(() => (stopped ? undefined : work())).catch(fail);
  }
  function fail(error: unknown): void {
    if (!stopped) onFailure(error);
  }

  const queries = [
    liveQuery(listConversations).subscribe((conversations) => inTurn(() => take(conversations)), fail),
    liveQuery(unfinishedAnswerIds).subscribe((ids) => inTurn(() => takeFinished(ids)), fail),
  ];
  return () => {
    stopped = true;
    for (const query of queries) query.unsubscribe();
  };
}

function differs(conversation: Conversation, indexed: { title: string; updatedAt: number } | undefined): boolean {
  return conversation.title !== indexed?.title || conversation.updatedAt !== indexed.updatedAt;
}
