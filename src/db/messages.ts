import { timestamp } from '@/clock/clocks';
import { db } from './schema';
import { GoneError, reading, writing } from './storage';
import type { Answer, AnswerFailure, Conversation, Message, Question } from './types';

export interface Exchange {
  conversation: Conversation;
  question: Question;
  answer: Answer;
}

export function messagesOf(conversationId: string): Promise<Message[]> {
  return reading(() => db.messages.where('conversationId').equals(conversationId).toArray());
}

/** Without reading the rows. */
export function countMessagesOf(conversationId: string): Promise<number> {
  return reading(() => db.messages.where('conversationId').equals(conversationId).count());
}

/** Without reading the rows. */
export function idsOfMessages(conversationId: string): Promise<string[]> {
  return reading(() => db.messages.where('conversationId').equals(conversationId).primaryKeys());
}

/** What is read of conversations and messages within is of one moment. */
export function readTogether<T>(work: () => Promise<T>): Promise<T> {
  return reading(() => db.transaction('r', db.conversations, db.messages, work));
}

function waitingAnswer(conversationId: string, questionId: string): Answer {
  return {
    id: crypto.randomUUID(),
    conversationId,
    parentId: questionId,
    role: 'assistant',
    text: '',
    createdAt: timestamp(),
    state: 'waiting',
    model: null,
    usage: null,
    failure: null,
  };
}

/** Those of several conversations, in no order. */
export async function messagesOfAll(conversationIds: readonly string[]): Promise<Message[]> {
  // Each by its own range, which comes in one piece; of several ranges at once the rows come one by one.
  const each = await reading(() =>
    db.transaction('r', db.messages, () => Promise.all(conversationIds.map(messagesOf))),
  );
  return each.flat();
}

/** In no order; those that are gone are left out. */
export async function messagesById(ids: readonly string[]): Promise<Message[]> {
  const found = await reading(() => db.messages.bulkGet([...ids]));
  return found.filter((message) => message !== undefined);
}

/** A conversation with its first question and the place of the answer, in one transaction. A new conversation's draft goes with it. */
export function startConversation(title: string, text: string): Promise<Exchange> {
  const now = timestamp();
  const conversation = { id: crypto.randomUUID(), title, createdAt: now, updatedAt: now, leafId: null };
  return writing(() =>
    db.transaction('rw', db.conversations, db.messages, db.drafts, async () => {
      await db.conversations.add(conversation);
      await db.drafts.delete('');
      return addExchange(conversation.id, null, text);
    }),
  );
}

/**
 * A question after the answer `parentId`, and the place of its own answer; the conversation's draft goes with it. Rejects where the
 * conversation is gone.
 */
export function addExchange(conversationId: string, parentId: string | null, text: string): Promise<Exchange> {
  const question: Question = {
    id: crypto.randomUUID(),
    conversationId,
    parentId,
    role: 'user',
    text,
    createdAt: timestamp(),
  };
  const answer = waitingAnswer(conversationId, question.id);
  return writing(() =>
    db.transaction('rw', db.conversations, db.messages, db.drafts, async () => {
      await db.messages.bulkAdd([question, answer]);
      await db.drafts.delete(conversationId);
      return { conversation: await moveTo(answer), question, answer };
    }),
  );
}

/** A further answer to the question of `sibling`; the earlier ones stay. */
export function addSiblingAnswer(sibling: Answer): Promise<Answer> {
  const answer = waitingAnswer(sibling.conversationId, sibling.parentId);
  return writing(() =>
    db.transaction('rw', db.conversations, db.messages, async () => {
      const siblings = (await messagesOf(sibling.conversationId)).filter(
        ({ parentId }) => parentId === sibling.parentId,
      );
      // The newest of them is the last, also where the clock was set back meanwhile.
      answer.createdAt = Math.max(answer.createdAt, ...siblings.map(({ createdAt }) => createdAt + 1));
      await db.messages.add(answer);
      await moveTo(answer);
      return answer;
    }),
  );
}

async function moveTo(answer: Answer): Promise<Conversation> {
  const change = { leafId: answer.id, updatedAt: answer.createdAt };
  const found = await db.conversations.update(answer.conversationId, change);
  const conversation = await db.conversations.get(answer.conversationId);
  if (found === 0 || !conversation) throw new GoneError(`conversation ${answer.conversationId} does not exist`);
  return conversation;
}

export type AnswerChange = Partial<Pick<Answer, 'text' | 'state' | 'model' | 'usage' | 'failure' | 'leftOut'>>;

/** Does nothing where the answer was deleted meanwhile; tells whether it is there. */
export async function writeAnswer(id: string, change: AnswerChange): Promise<boolean> {
  const changed = await writing(() => db.messages.update(id, change));
  return changed > 0 || (await reading(() => db.messages.where('id').equals(id).count())) > 0;
}

const UNFINISHED = ['waiting', 'streaming'];

/** How an answer ends whose chat is deleted while it is written: it can come back with the chat. */
export const STOPPED_BY_DELETION = {
  state: 'stopped',
  failure: { code: 'chat-deleted', details: {} },
} as const satisfies AnswerChange;

/** A message as it is once its chat is deleted. */
export function endedByDeletion(message: Message): Message {
  if (message.role === 'user' || !UNFINISHED.includes(message.state)) return message;
  return { ...message, ...STOPPED_BY_DELETION };
}

export function unfinishedAnswers(): Promise<Answer[]> {
  return reading(() => db.messages.where('state').anyOf(UNFINISHED).toArray() as PromiseLike<Answer[]>);
}

export async function unfinishedAnswersOf(conversationId: string): Promise<Answer[]> {
  return (await unfinishedAnswers()).filter((answer) => answer.conversationId === conversationId);
}

/** Without reading what is written in them. */
export function unfinishedAnswerIds(): Promise<string[]> {
  return reading(() => db.messages.where('state').anyOf(UNFINISHED).primaryKeys());
}

/**
 * Marks an answer whose writer is gone; a finished one stays as it is. `failure`: why it is not whole, where that is known to be
 * something else than its tab.
 */
export async function markInterrupted(id: string, failure: AnswerFailure | null = null): Promise<void> {
  await writing(() =>
    db.messages
      .where('id')
      .equals(id)
      .and((message) => message.role === 'assistant' && UNFINISHED.includes(message.state))
      .modify((message) => {
        if (message.role === 'assistant') Object.assign(message, { state: 'interrupted', failure });
      }),
  );
}
