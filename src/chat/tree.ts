import type { Answer, Message } from '@/db/types';

/** One message of a thread with the siblings it stands among; `siblings[position]` is the message itself. */
export interface ThreadEntry {
  message: Message;
  siblings: Message[];
  position: number;
}

function byAge(a: Message, b: Message): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}

function childrenOf(messages: readonly Message[], parentId: string | null): Message[] {
  return messages.filter((message) => message.parentId === parentId).sort(byAge);
}

/** The path from the first question to the leaf; empty where the leaf is not among the messages. */
export function threadTo(messages: readonly Message[], leafId: string | null): ThreadEntry[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const path: ThreadEntry[] = [];
  for (let id = leafId; id !== null; ) {
    const message = byId.get(id);
    if (!message) return [];
    const siblings = childrenOf(messages, message.parentId);
    path.unshift({ message, siblings, position: siblings.indexOf(message) });
    // A message is its own ancestor only in damaged data; a loop there must not hang the screen.
    byId.delete(id);
    id = message.parentId;
  }
  return path;
}

/** Where a thread goes on below a message: its newest child's newest child, and so on. */
export function newestLeafBelow(messages: readonly Message[], id: string): string {
  let leaf = id;
  for (let steps = messages.length; steps > 0; steps--) {
    const newest = childrenOf(messages, leaf).at(-1);
    if (!newest) break;
    leaf = newest.id;
  }
  return leaf;
}

export function isUnfinished(answer: Answer): boolean {
  return answer.state === 'waiting' || answer.state === 'streaming';
}
