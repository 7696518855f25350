import { findConversation } from '@/db/conversations';
import {
  countMessagesOf,
  idsOfMessages,
  messagesById,
  messagesOf,
  readTogether,
  unfinishedAnswersOf,
} from '@/db/messages';
import type { Conversation, Message } from '@/db/types';

/** A conversation as it is in the database. A message that did not change is the object it was at the last reading. */
export interface ThreadRows {
  conversation: Conversation;
  messages: Message[];
}

export interface Threads {
  /** Null where there is no such conversation. In a live query, it is read again after every change of the conversation. */
  read(conversationId: string): Promise<ThreadRows | null>;
  /** Drops every text from memory. */
  forget(): void;
}

/** Final rows by their ids, by conversation, the one read last at the end. */
type Kept = Map<string, Map<string, Message>>;

/** Conversations kept: the one on screen, and those that answers are written into beside it. */
const KEPT = 4;

/** Questions, and answers that were written to their end, are never written again; any other row may be. */
const isFinal = (message: Message): boolean =>
  message.role === 'user' || ['complete', 'length', 'stopped'].includes(message.state);

/**
 * Reads conversations, each message once: an answer that is being written changes ten times a second, and reading (and with a
 * vault, opening) thousands of rows each time would leave the page no time for anything else. Rows are only ever added to a
 * conversation, so their count tells whether there are new ones.
 */
export function createThreads(): Threads {
  let kept: Kept = new Map();

  async function readRows(conversationId: string, into: Kept): Promise<ThreadRows | null> {
    const [conversation, count, unfinished] = await Promise.all([
      findConversation(conversationId),
      countMessagesOf(conversationId),
      unfinishedAnswersOf(conversationId),
    ]);
    const final = into.get(conversationId) ?? new Map<string, Message>();
    into.delete(conversationId);
    if (!conversation) return null;
    const others: Map<string, Message> = new Map(unfinished.map((answer) => [answer.id, answer]));
    if (final.size + others.size !== count) {
      for (const message of await missing(conversationId, final, others)) {
        (isFinal(message) ? final : others).set(message.id, message);
      }
    }
    keep(conversationId, final, into);
    // Of a reading that was overtaken by another: what is final is newer.
    const changing = [...others.values()].filter(({ id }) => !final.has(id));
    return { conversation, messages: [...final.values(), ...changing] };
  }

  async function missing(conversationId: string, ...known: Map<string, Message>[]): Promise<Message[]> {
    if (known.every(({ size }) => size === 0)) return messagesOf(conversationId);
    const ids = await idsOfMessages(conversationId);
    return messagesById(ids.filter((id) => !known.some((rows) => rows.has(id))));
  }

  function keep(conversationId: string, rows: Map<string, Message>, into: Kept): void {
    into.set(conversationId, rows);
    for (const oldest of into.keys()) {
      if (into.size <= KEPT) break;
      into.delete(oldest);
    }
  }

  return {
    read(conversationId) {
      // What is dropped meanwhile takes with it what is being read.
      const into = kept;
      return readTogether(() => readRows(conversationId, into));
    },
    forget() {
      kept = new Map();
    },
  };
}
