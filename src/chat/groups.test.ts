import { expect, test } from 'vitest';
import type { Conversation } from '@/db/types';
import { groupByAge } from './groups';

const at = (id: string, date: Date): Conversation => ({
  id,
  title: id,
  createdAt: 0,
  updatedAt: date.getTime(),
  leafId: null,
});

test('conversations fall under calendar days, newest first', () => {
  const now = new Date(2026, 10, 15, 0, 30);
  const groups = groupByAge(
    [
      at('just now', new Date(2026, 10, 15, 0, 10)),
      at('an hour ago, but yesterday', new Date(2026, 10, 14, 23, 30)),
      at('two days', new Date(2026, 10, 13)),
      at('a week', new Date(2026, 10, 8)),
      at('nine days', new Date(2026, 10, 6)),
      at('last year', new Date(2025, 1, 1)),
    ],
    now,
  );
  expect(groups.map((g) => [g.age, g.conversations.map((c) => c.id)])).toEqual([
    ['today', ['just now']],
    ['yesterday', ['an hour ago, but yesterday']],
    ['week', ['two days', 'a week']],
    ['month', ['nine days']],
    ['older', ['last year']],
  ]);
});

test('no conversations, no headings', () => {
  expect(groupByAge([], new Date())).toEqual([]);
});
