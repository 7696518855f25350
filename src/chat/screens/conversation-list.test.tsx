import { screen, waitFor, within } from '@testing-library/react';
import { expect, onTestFinished, test } from 'vitest';
import { addExchange, startConversation, writeAnswer } from '@/db/messages';
import { db } from '@/db/schema';
import { breakWrites } from '@/test/broken-storage';
import { openApp } from '@/test/open-app';

async function saved(title: string, daysAgo = 0) {
  const exchange = await startConversation(title, `question of ${title}`);
  await writeAnswer(exchange.answer.id, { text: `answer of ${title}`, state: 'complete' });
  await db.conversations.update(exchange.conversation.id, { updatedAt: Date.now() - daysAgo * 86_400_000 });
  return exchange;
}

const list = () => screen.findByRole('complementary', { name: 'Chats' });

test('conversations stand under their days, newest first', async () => {
  await saved('old', 400);
  await saved('new');
  await openApp();
  const sections = await waitFor(async () => {
    const found = within(await list()).getAllByRole('region');
    expect(found).toHaveLength(2);
    return found;
  });
  expect(sections.map((section) => section.getAttribute('aria-label'))).toEqual(['Today', 'Older']);
  expect(within(sections[0]!).getByRole('link').textContent).toBe('new');
});

test('a conversation is renamed in its row; Esc leaves the name', async () => {
  await saved('before');
  const { user } = await openApp();
  async function rename(keys: string) {
    await user.click(await screen.findByRole('button', { name: /Actions for/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Rename' }));
    const field = await screen.findByRole('textbox', { name: 'New name' });
    await user.clear(field);
    await user.type(field, keys);
  }
  await rename('not this{Escape}');
  expect(await screen.findByRole('link', { name: 'before' })).toBeDefined();
  await rename('after{Enter}');
  expect(await screen.findByRole('link', { name: 'after' })).toBeDefined();
});

test('a name that cannot be saved stays in its field, and what was deleted or brought back says so', async () => {
  await saved('before');
  const { user } = await openApp();
  const menu = async (item: string) => {
    await user.click(await screen.findByRole('button', { name: /Actions for/ }));
    await user.click(await screen.findByRole('menuitem', { name: item }));
  };
  let mend = breakWrites('full', ['conversations']);
  onTestFinished(() => mend());
  await menu('Rename');
  const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'New name' });
  await user.clear(field);
  await user.type(field, 'after{Enter}');
  expect((await screen.findByRole('alert')).textContent).toContain('The new name was not saved');
  expect(field.value).toBe('after');
  mend();
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('link', { name: 'after' })).toBeDefined();
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());

  await menu('Delete');
  await screen.findByText('"after" was deleted');
  mend = breakWrites('abort', ['conversations']);
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  await screen.findByText('It was not brought back');
  mend();
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('link', { name: 'after' })).toBeDefined();
});

test('a deleted conversation comes back whole by undo', async () => {
  const { conversation } = await saved('the chat');
  const { user } = await openApp({ at: `#/chat/${conversation.id}` });
  expect(await screen.findByText('answer of the chat')).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'Actions for "the chat"' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
  expect(await screen.findByText('"the chat" was deleted')).toBeDefined();
  await waitFor(() => expect(screen.queryByText('answer of the chat')).toBeNull());
  expect(await db.messages.count()).toBe(0);
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  await user.click(await screen.findByRole('link', { name: 'the chat' }));
  expect(await screen.findByText('answer of the chat')).toBeDefined();
});

test('what another tab adds to the open conversation appears', async () => {
  const { conversation, answer } = await saved('shared');
  await openApp({ at: `#/chat/${conversation.id}` });
  expect(await screen.findByText('answer of shared')).toBeDefined();
  const later = await addExchange(conversation.id, answer.id, 'from elsewhere');
  await writeAnswer(later.answer.id, { text: 'the other answer', state: 'complete' });
  expect(await screen.findByText('the other answer')).toBeDefined();
});

test('an answer whose tab is gone is shown as interrupted, with its text and a way on', async () => {
  const { conversation, answer } = await saved('broken');
  await writeAnswer(answer.id, { text: 'half an', state: 'streaming' });
  await openApp({ at: `#/chat/${conversation.id}` });
  expect(await screen.findByText('Interrupted: its tab was closed')).toBeDefined();
  expect(screen.getByText('half an')).toBeDefined();
  expect(screen.getByRole('button', { name: 'Answer again' })).toHaveProperty('disabled', false);
});
