import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readDrafts } from '@/db/drafts';
import { db } from '@/db/schema';
import type { StorageError } from '@/db/storage';
import { breakWrites } from '@/test/broken-storage';
import { createDraftKeeper, type DraftKeeper, type Texts } from './drafts';

let mend = () => {};
const tabs: DraftKeeper[] = [];

beforeEach(() => db.drafts.clear());
afterEach(() => {
  mend();
  for (const tab of tabs.splice(0)) tab.forget();
});

/** A tab that is open, with what its composers hold. */
function openTab() {
  let texts: Texts = {};
  let unsaved: StorageError | null = null;
  const keeper = createDraftKeeper({
    onTexts: (now) => {
      texts = now;
    },
    onUnsaved: (now) => {
      unsaved = now;
    },
  });
  keeper.follow();
  tabs.push(keeper);
  return { ...keeper, texts: () => texts, unsaved: () => unsaved };
}

const stored = async () => Object.fromEntries((await readDrafts()).map(({ id, text }) => [id, text]));

test('what is typed is in the database a moment later, and in the next tab at its opening', async () => {
  const tab = openTab();
  for (const text of ['a', 'ab', 'abc']) tab.type('', text);
  tab.type('c', 'another');
  expect(await stored()).toEqual({});
  await expect.poll(stored).toEqual({ '': 'abc', c: 'another' });
  const next = openTab();
  await expect.poll(next.texts).toEqual({ '': 'abc', c: 'another' });
  tab.type('c', '');
  await expect.poll(stored).toEqual({ '': 'abc' });
  await expect.poll(next.texts).toEqual({ '': 'abc', c: '' });
});

test('a tab shows what another types into the same chat, and neither loses text that is being typed', async () => {
  const [one, other] = [openTab(), openTab()];
  one.type('c', 'from one tab');
  await expect.poll(() => other.texts().c).toBe('from one tab');
  other.type('c', 'from one tab, and on in the other');
  await expect.poll(() => one.texts().c).toBe('from one tab, and on in the other');
  // Both at once: each keeps its own while it is typed, and what was written last is what both show.
  one.type('c', 'short');
  other.type('c', 'the longer text');
  expect(one.texts().c).toBe('short');
  expect(other.texts().c).toBe('the longer text');
  await expect.poll(async () => new Set([one.texts().c, other.texts().c, (await stored()).c]).size).toBe(1);
});

test('what is typed while a text is being sent is not taken for it', async () => {
  const tab = openTab();
  tab.type('', 'question');
  await expect.poll(stored).toEqual({ '': 'question' });
  tab.type('', '');
  const release = tab.hold('');
  await tab.flush();
  expect(await stored()).toEqual({ '': 'question' });
  tab.type('', 'next');
  await db.drafts.delete('');
  release();
  await expect.poll(stored).toEqual({ '': 'next' });
  expect(tab.texts()).toEqual({ '': 'next' });
});

test('a storage that fails is told, and has it as soon as it can', async () => {
  const tab = openTab();
  mend = breakWrites('full', ['drafts']);
  tab.type('c', 'typed');
  await expect.poll(tab.unsaved).toMatchObject({ code: 'full' });
  expect(tab.texts().c).toBe('typed');
  mend();
  await tab.flush();
  expect(await stored()).toEqual({ c: 'typed' });
  expect(tab.unsaved()).toBeNull();
});

test('nothing is left in memory, or written, once it is forgotten', async () => {
  const tab = openTab();
  tab.type('c', 'secret');
  tab.forget();
  expect(tab.texts()).toEqual({});
  await tab.flush();
  expect(await stored()).toEqual({});
});
