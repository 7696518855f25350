import type { Answer, Message } from '@/db/types';

/** One message of a thread with the siblings it stands among; `siblings[position]` is the message itself. */
export interface ThreadEntry {
  message: Message;
  siblings: readonly Message[];
  position: number;
}

function byAge(a: Message, b: Message): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}

/** Messages by what they hang under, the oldest first. */
function childrenByParent(messages: readonly Message[]): Map<string | null, Message[]> {
  const children = new Map<string | null, Message[]>();
  for (const message of messages) {
    const siblings = children.get(message.parentId);
    if (siblings) siblings.push(message);
    else children.set(message.parentId, [message]);
  }
  for (const siblings of children.values()) siblings.sort(byAge);
  return children;
}

/** The path from the first question to the leaf; empty where the leaf is not among the messages. In linear time. */
export function threadTo(messages: readonly Message[], leafId: string | null): ThreadEntry[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const children = childrenByParent(messages);
  const path: ThreadEntry[] = [];
  for (let id = leafId; id !== null; ) {
    const message = byId.get(id);
    if (!message) return [];
    const siblings = children.get(message.parentId)!;
    path.push({ message, siblings, position: siblings.indexOf(message) });
    // A message is its own ancestor only in damaged data; a loop there must not hang the screen.
    byId.delete(id);
    id = message.parentId;
  }
  return path.reverse();
}

/** Where a thread goes on below a message: its newest child's newest child, and so on. In linear time. */
export function newestLeafBelow(messages: readonly Message[], id: string): string {
  const children = childrenByParent(messages);
  let leaf = id;
  for (let steps = messages.length; steps > 0; steps--) {
    const newest = children.get(leaf)?.at(-1);
    if (!newest) break;
    leaf = newest.id;
  }
  return leaf;
}

/** The entries of a path, each the object it was before where nothing of it has changed: only other ones are drawn anew. */
export function keepEntries(before: readonly ThreadEntry[], path: readonly ThreadEntry[]): ThreadEntry[] {
  return path.map((entry, index) => {
    const old = before[index];
    return old && sameEntry(old, entry) ? old : entry;
  });
}

function sameEntry(a: ThreadEntry, b: ThreadEntry): boolean {
  return (
    a.message === b.message &&
    a.siblings.length === b.siblings.length &&
    a.siblings.every((sibling, place) => sibling === b.siblings[place])
  );
}

export function isUnfinished(answer: Answer): boolean {
  return answer.state === 'waiting' || answer.state === 'streaming';
}
