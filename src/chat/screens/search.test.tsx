import { act, screen, waitFor, within } from '@testing-library/react';
import Dexie from 'dexie';
import { expect, test, vi } from 'vitest';
import { deleteConversation } from '@/db/conversations';
import { addExchange, addSiblingAnswer, startConversation, writeAnswer } from '@/db/messages';
import { db } from '@/db/schema';
import { openApp } from '@/test/open-app';

async function saved(title: string, question: string, answer: string) {
  const exchange = await startConversation(title, question);
  await writeAnswer(exchange.answer.id, { text: answer, state: 'complete' });
  return exchange;
}

const field = () => screen.findByRole<HTMLInputElement>('searchbox', { name: 'Search chats' });
const results = async () => within(await screen.findByRole('list', { name: 'Chats found' })).getAllByRole('link');
const told = (text: string) =>
  waitFor(() => expect(screen.getByText(text, { selector: '[role=status]' })).toBeDefined());

test('a chat is found by a part of an answer, its place is marked, and the keyboard alone leads there and back', async () => {
  const first = await saved('first', '低カリウム血症の原因は', '原発性アルドステロン症を考える');
  await saved('second', 'Dose of warfarin', 'アルドステロン');
  const { user } = await openApp();
  const composer = await screen.findByRole('textbox', { name: 'Question' });
  await user.type(composer, '1/2');
  expect(composer).toHaveProperty('value', '1/2');
  const link = await screen.findByRole('link', { name: 'first' });
  act(() => link.focus());
  await user.keyboard('/');
  expect(document.activeElement).toBe(await field());
  expect(await field()).toHaveProperty('autocomplete', 'off');
  await user.keyboard('アルドステロン');
  await told('2 chats found');
  const [newest, older] = await results();
  expect(newest!.textContent).toContain('second');
  expect(older!.querySelector('mark')?.textContent).toBe('アルドステロン');
  expect(older!.querySelector('time')?.textContent).toBe(
    new Intl.DateTimeFormat('en', { dateStyle: 'short' }).format(first.conversation.updatedAt),
  );

  await user.keyboard('{ArrowDown}');
  expect(document.activeElement).toBe(newest);
  await user.keyboard('{ArrowUp}');
  expect(document.activeElement).toBe(await field());
  await user.keyboard('{Escape}');
  expect(await field()).toHaveProperty('value', '');
  const again = await screen.findByRole('link', { name: 'first' });
  expect(screen.queryByRole('list', { name: 'Chats found' })).toBeNull();

  act(() => again.focus());
  await user.keyboard('/');
  await user.keyboard('{Escape}');
  expect(document.activeElement).toBe(again);
  await user.keyboard('/原発性');
  await told('1 chat found');
  await user.keyboard('{ArrowDown}{Enter}');
  expect(await screen.findByText('原発性アルドステロン症を考える', { selector: 'main *' })).toBeDefined();
  expect((await results())[0]!.getAttribute('aria-current')).toBe('page');
});

test('what is found nowhere is said, and a chat that another tab adds or deletes comes and goes', async () => {
  const { user } = await openApp();
  await user.type(await field(), 'digoxin');
  await told('Nothing found for “digoxin”');
  const { conversation } = await saved('heart', 'Digoxin level?', 'answer');
  await told('1 chat found');
  await deleteConversation(conversation.id);
  await told('Nothing found for “digoxin”');
  await user.click(screen.getByRole('button', { name: 'Empty the search' }));
  expect(document.activeElement).toBe(await field());
  expect(await screen.findByText('No chats yet.')).toBeDefined();
});

test('an earlier branch that holds what was found is put on screen, and its message brought into sight', async () => {
  const { conversation, answer } = await saved('heart', 'question', 'digoxin');
  const later = await addExchange(conversation.id, answer.id, 'and then?');
  await writeAnswer(later.answer.id, { text: 'the end of it', state: 'complete' });
  const sibling = await addSiblingAnswer(answer);
  await writeAnswer(sibling.id, { text: 'amiodarone', state: 'complete' });
  const { user } = await openApp({ at: `#/chat/${conversation.id}` });
  expect(await screen.findByText('amiodarone')).toBeDefined();
  expect(screen.queryByText('digoxin')).toBeNull();

  const scrolled = vi.spyOn(Element.prototype, 'scrollTop', 'set');
  const tops = vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
    return new DOMRect(0, (this as HTMLElement).dataset.messageId === answer.id ? 500 : 0);
  });
  await user.type(await field(), 'digoxin');
  await user.click((await results())[0]!);
  const thread = within(screen.getByRole('main'));
  expect(await thread.findByText('digoxin')).toBeDefined();
  // The newest thread through it.
  expect(await thread.findByText('the end of it')).toBeDefined();
  expect((await db.conversations.get(conversation.id))?.leafId).toBe(later.answer.id);
  await waitFor(() => expect(scrolled.mock.calls.at(-1)).toEqual([500 - 12]));
  tops.mockRestore();
});

test('a first search that takes long says what it does, and one that cannot read offers to try again', async () => {
  const { conversation } = await saved('heart', 'digoxin', 'answer');
  const { user } = await openApp();
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  // Another tab has the rows to itself.
  const written = new Promise<void>((begun) => {
    void db.transaction('rw', db.messages, async () => {
      await db.messages.count();
      begun();
      await Dexie.waitFor(gate);
    });
  });
  await written;
  await user.type(await field(), 'digoxin');
  await told('Reading the chats…');
  release();
  await told('1 chat found');

  vi.spyOn(console, 'warn').mockReturnValue();
  const sealed = { ...conversation, id: 'sealed', sealed: new Uint8Array(40) };
  await db.conversations.add(sealed);
  expect(await screen.findByText('The chats could not be read.')).toBeDefined();
  await db.conversations.delete('sealed');
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await told('1 chat found');
});

test('on a narrow page "/" opens the list at its search; Esc empties it first and closes the list then', async () => {
  await saved('heart', 'digoxin', 'answer of it');
  vi.spyOn(window, 'matchMedia').mockImplementation(
    (query) =>
      ({
        matches: query.includes('max-width'),
        media: query,
        addEventListener() {},
        removeEventListener() {},
      }) as unknown as MediaQueryList,
  );
  const { user } = await openApp();
  await screen.findByRole('button', { name: 'Open the list of chats' });
  expect(screen.queryByRole('searchbox')).toBeNull();
  await user.keyboard('/');
  await waitFor(async () => expect(document.activeElement).toBe(await field()));
  await user.keyboard('digoxin');
  await told('1 chat found');
  await user.keyboard('{Escape}');
  expect(await field()).toHaveProperty('value', '');
  expect(document.activeElement).toBe(await field());
  await user.keyboard('digoxin');
  await told('1 chat found');
  await user.keyboard('{ArrowDown}{Enter}');
  expect(await screen.findByText('answer of it', { selector: 'main *' })).toBeDefined();
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await user.keyboard('/');
  await waitFor(async () => expect(document.activeElement).toBe(await field()));
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('locking the vault drops what was read from memory; unlocked, it is read anew', async () => {
  await saved('heart', 'digoxin', 'answer');
  const { user, chat, vault } = await openApp({ model: null });
  const search = () => chat.getState().search.getState();
  await act(() => vault!.getState().make('three plain words'));
  await user.type(await field(), 'digoxin');
  await told('1 chat found');
  expect(search().find('digoxin').total).toBe(1);
  act(() => vault!.getState().lock());
  expect(await screen.findByRole('heading', { name: 'Hakui is locked' })).toBeDefined();
  expect([search().phase, search().find('digoxin').total]).toEqual(['off', 0]);
  await user.type(screen.getByLabelText('Passphrase'), 'three plain words{Enter}');
  expect(await field()).toHaveProperty('value', '');
  await user.type(await field(), 'digoxin');
  await told('1 chat found');
});
