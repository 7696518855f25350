import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '@/db/types';
import { keepEntries, newestLeafBelow, type ThreadEntry, threadTo } from './tree';

function message(id: string, parentId: string | null, createdAt: number, role: Message['role']): Message {
  const base = { id, conversationId: 'c', text: id, createdAt };
  return role === 'user'
    ? { ...base, role, parentId }
    : { ...base, role, parentId: parentId!, state: 'complete', model: null, usage: null, failure: null };
}

/** Any tree of questions and answers: each new message hangs under a random earlier one (or the root), in age order. */
const tree = fc.array(fc.nat(), { minLength: 1, maxLength: 30 }).map((picks) => {
  const messages: Message[] = [];
  picks.forEach((pick, index) => {
    const parent = messages[pick % (messages.length + 1)] ?? null;
    const role = parent?.role === 'user' ? 'assistant' : 'user';
    messages.push(message(`m${index}`, parent?.id ?? null, index, role));
  });
  return messages;
});

const treeAndMember = tree.chain((messages) =>
  fc.record({
    messages: fc.shuffledSubarray(messages, { minLength: messages.length }),
    member: fc.constantFrom(...messages),
  }),
);

describe('the message tree', () => {
  test('a thread runs from a root to the leaf, each under the one before, among its siblings', () => {
    fc.assert(
      fc.property(treeAndMember, ({ messages, member }) => {
        const thread = threadTo(messages, member.id);
        expect(thread.at(-1)?.message.id).toBe(member.id);
        thread.forEach((entry, index) => {
          expect(entry.message.parentId).toBe(index === 0 ? null : thread[index - 1]!.message.id);
          expect(entry.siblings[entry.position]).toBe(entry.message);
          expect(new Set(entry.siblings.map((s) => s.parentId)).size).toBe(1);
        });
      }),
    );
  });

  test('switching to any sibling shows that sibling, and every message can be reached', () => {
    fc.assert(
      fc.property(treeAndMember, ({ messages, member }) => {
        const leaf = newestLeafBelow(messages, member.id);
        expect(messages.some((m) => m.parentId === leaf)).toBe(false);
        expect(threadTo(messages, leaf).map((entry) => entry.message.id)).toContain(member.id);
      }),
    );
  });

  test('the order in which the database gives the messages does not matter', () => {
    fc.assert(
      fc.property(treeAndMember, ({ messages, member }) => {
        const ids = (list: Message[]) => threadTo(list, member.id).map((e) => [e.message.id, e.position]);
        expect(ids([...messages].reverse())).toEqual(ids(messages));
      }),
    );
  });

  test('of two continuations the newer one is shown', () => {
    const messages = [
      message('q', null, 1, 'user'),
      message('old', 'q', 2, 'assistant'),
      message('new', 'q', 3, 'assistant'),
    ];
    expect(newestLeafBelow(messages, 'q')).toBe('new');
  });

  test('a leaf that is not there, and a chain with a loop, give no thread instead of an error', () => {
    expect(threadTo([], 'gone')).toEqual([]);
    expect(threadTo([message('q', null, 1, 'user')], null)).toEqual([]);
    const loop = [message('a', 'b', 1, 'assistant'), message('b', 'a', 2, 'user')];
    expect(threadTo(loop, 'a')).toEqual([]);
    expect(loop.map((m) => m.id)).toContain(newestLeafBelow(loop, 'a'));
  });
});

/** As it was defined first, in time that grows with the square of the messages: each step looks through them all. */
function plainThreadTo(messages: readonly Message[], leafId: string | null): ThreadEntry[] {
  const path: ThreadEntry[] = [];
  const seen = new Set<string>();
  for (let id = leafId; id !== null; ) {
    const message = messages.find((each) => each.id === id);
    if (!message || seen.has(id)) return [];
    seen.add(id);
    const { parentId } = message;
    const siblings = messages
      .filter((each) => each.parentId === parentId)
      .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
    path.unshift({ message, siblings, position: siblings.indexOf(message) });
    id = parentId;
  }
  return path;
}

function plainNewestLeafBelow(messages: readonly Message[], id: string): string {
  const [newest] = messages
    .filter((each) => each.parentId === id)
    .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  return newest ? plainNewestLeafBelow(messages, newest.id) : id;
}

/** Of equal age now and then, as rows are that were written in one millisecond. */
const sameAges = treeAndMember.map(({ messages, member }) => ({
  messages: messages.map((each) => ({ ...each, createdAt: each.createdAt >> 2 })),
  member,
}));

describe('the quick way finds what the plain one does', () => {
  test('threads, siblings and leaves', () => {
    fc.assert(
      fc.property(sameAges, ({ messages, member }) => {
        expect(threadTo(messages, member.id)).toEqual(plainThreadTo(messages, member.id));
        expect(newestLeafBelow(messages, member.id)).toBe(plainNewestLeafBelow(messages, member.id));
      }),
    );
  });

  test('rows that are missing or in a loop', () => {
    const any = fc.uniqueArray(fc.tuple(fc.nat(8), fc.option(fc.nat(8))), { selector: ([id]) => id, maxLength: 8 });
    fc.assert(
      fc.property(any, fc.nat(8), (pairs, leaf) => {
        const messages = pairs.map(([id, parent], at) =>
          message(`m${id}`, parent === null ? null : `m${parent}`, at, at % 2 ? 'assistant' : 'user'),
        );
        expect(threadTo(messages, `m${leaf}`)).toEqual(plainThreadTo(messages, `m${leaf}`));
      }),
    );
  });
});

test('an entry stays the same object until its message, or a sibling, is another', () => {
  const rows = [message('q', null, 1, 'user'), message('a', 'q', 2, 'assistant'), message('q2', 'a', 3, 'user')];
  const before = threadTo(rows, 'q2');
  const grown = { ...rows[2]!, text: 'longer' } as Message;
  const after = keepEntries(before, threadTo([rows[0]!, rows[1]!, grown], 'q2'));
  expect(after.map((entry, at) => entry === before[at])).toEqual([true, true, false]);
  const beside = message('b', 'q', 4, 'assistant');
  const withSibling = keepEntries(before, threadTo([...rows, beside], 'q2'));
  expect(withSibling.map((entry, at) => entry === before[at])).toEqual([true, false, true]);
});
