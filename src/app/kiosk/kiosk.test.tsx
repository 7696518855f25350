import { notifications } from '@mantine/notifications';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readAudit } from '@/db/audit';
import { listConversations } from '@/db/conversations';
import { startConversation } from '@/db/messages';
import { db, disk } from '@/db/schema';
import { writeSetting } from '@/db/settings';
import { EngineError } from '@/engine/errors';
import { type Kiosk, KioskConfig } from '@/privacy/kiosk/config';
import { SMOLLM2 } from '@/test/models';
import { openApp } from '@/test/open-app';

const STAFF_PIN = '$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g';

function config(more: object = {}): Kiosk {
  return KioskConfig.parse({ format: 1, kiosk: { model: SMOLLM2, language: 'en', ...more } }).kiosk!;
}

/** A kiosk whose model is in memory. */
async function openKiosk(more: object = {}, options: Partial<Parameters<typeof openApp>[0]> = {}) {
  const app = await openApp({ at: '#/kiosk', kiosk: config(more), ...options });
  act(() => app.engine.finishLoad());
  await screen.findByText(/^Ready/);
  return { ...app, kiosk: app.kiosk! };
}

type OpenKiosk = Awaited<ReturnType<typeof openKiosk>>;

async function ask({ user, engine }: OpenKiosk, question: string) {
  const before = engine.answers.length;
  await user.type(await screen.findByRole('textbox', { name: 'Question' }), `${question}{Enter}`);
  await waitFor(() => expect(engine.answers).toHaveLength(before + 1));
  return engine.answers.at(-1)!;
}

const start = () => screen.findByRole('button', { name: 'Start' });
const kinds = async () => (await readAudit()).map(({ kind }) => kind).reverse();

beforeEach(async () => {
  await Promise.all([...db.tables, ...disk.tables].map((table) => table.clear()));
  indexedDB.deleteDatabase('hakui-audit');
});

afterEach(() => vi.useRealTimers());

test('a visitor asks one question at a time, each by itself', async () => {
  const app = await openKiosk({ title: { en: 'Ask at the desk' } });
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Ask at the desk');
  expect(screen.getByText(/Do not use it for medical care/)).toBeDefined();
  await app.user.click(await start());
  const first = await ask(app, 'What is one?');
  expect(screen.queryByRole('textbox')).toBeNull();
  first.say('One is [a number](https://example.com/).');
  expect(await screen.findByRole('button', { name: 'Stop' })).toBeDefined();
  first.end();
  await app.user.click(await screen.findByRole('button', { name: 'Ask another question' }));
  expect(screen.queryByText('What is one?')).toBeNull();
  const second = await ask(app, 'And two?');
  expect(second.messages).toEqual([{ role: 'user', content: 'And two?' }]);
  second.end();
});

test('links of the model are text, and there is no copying, no list and no menu', async () => {
  const app = await openKiosk();
  await app.user.click(await start());
  const answer = await ask(app, 'q');
  answer.say('See [this](https://example.com/).');
  answer.end();
  expect(await screen.findByText(/https:\/\/example\.com\//)).toBeDefined();
  expect(screen.queryByRole('link')).toBeNull();
  await screen.findByRole('button', { name: 'Ask another question' });
  const names = screen.getAllByRole('button').map((button) => button.textContent);
  expect(names).toEqual(['Finish and erase', 'Ask another question']);
});

test('to finish leaves nothing: rows, drafts, answers under way, notices, language, the model', async () => {
  const app = await openKiosk();
  const { user, engine, chat, kiosk } = app;
  await user.click(await start());
  const forgotten = engine.forgotten;
  const answer = await ask(app, 'a secret question');
  answer.say('half of a secret');
  await screen.findByText('half of a secret');
  act(() => {
    chat.getState().draft('', 'a secret draft');
    notifications.show({ message: 'a secret was deleted' });
    sessionStorage.setItem('secret', '1');
  });
  await user.click(screen.getByRole('radio', { name: '日本語' }));
  await user.click(await screen.findByRole('button', { name: '終了して消去' }));

  expect(await start()).toBeDefined();
  // A notice takes a moment to fade.
  await waitFor(() => expect(document.body.textContent).not.toContain('secret'));
  expect(document.title).not.toContain('secret');
  expect(chat.getState()).toMatchObject({ running: {}, drafts: {}, unsaved: null });
  expect(kiosk.getState().conversationId).toBeNull();
  for (const table of db.tables) expect(await table.count(), table.name).toBe(0);
  expect(await disk.messages.count()).toBe(0);
  expect(sessionStorage.length).toBe(0);
  expect(localStorage.getItem('hakui:language')).toBeNull();
  expect(engine.forgotten).toBe(forgotten + 1);
  expect(window.location.hash).toBe('#/kiosk');
  await waitFor(async () => expect(await kinds()).toEqual(['model-loaded', 'kiosk-wiped']));
  await user.click(await start());
  expect(screen.getByRole('textbox', { name: 'Question' })).toHaveProperty('value', '');
});

test('what was copied is taken from the clipboard; where the browser refuses, at the next press', async () => {
  const { user, kiosk } = await openKiosk();
  const write = vi.spyOn(navigator.clipboard, 'writeText');
  await user.click(await start());
  await kiosk.getState().finish();
  expect(write).not.toHaveBeenCalled();
  await user.click(await start());
  fireEvent.copy(document.body);
  write.mockRejectedValueOnce(new DOMException('no focus', 'NotAllowedError'));
  await kiosk.getState().finish();
  expect(write).toHaveBeenCalledTimes(1);
  await user.click(await start());
  await waitFor(() => expect(write).toHaveBeenCalledTimes(2));
  await kiosk.getState().finish();
  expect(write).toHaveBeenCalledTimes(2);
});

test('a visit that nobody goes on with is over, an answer under way is not cut', async () => {
  const app = await openKiosk({ idleSeconds: 60, countdownSeconds: 20 });
  await app.user.click(await start());
  const answer = await ask(app, 'q');
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  const later = (seconds: number) => {
    vi.setSystemTime(Date.now() + seconds * 1_000);
    act(() => app.kiosk.getState().look());
  };
  for (let minute = 0; minute < 60; minute++) later(50);
  expect(screen.queryByRole('dialog')).toBeNull();
  answer.end();
  await screen.findByRole('button', { name: 'Ask another question' });
  later(45);
  const dialog = await screen.findByRole('dialog', { name: 'Are you still here?' });
  expect(dialog.textContent).toContain('This visit will be erased in 15 s.');
  fireEvent.click(within(dialog).getByRole('button', { name: "I'm still here" }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  later(59);
  await screen.findByRole('dialog');
  later(2);
  expect(await start()).toBeDefined();
  expect(await listConversations()).toEqual([]);
});

test.each(['while it is answered', 'after it was'])(
  'a machine that slept in a visit, %s, shows nothing of it when it wakes',
  async (when) => {
    const app = await openKiosk({ idleSeconds: 60, countdownSeconds: 20 });
    await app.user.click(await start());
    const answer = await ask(app, 'a secret question');
    answer.say('a secret');
    await screen.findByText('a secret');
    if (when === 'after it was') {
      answer.end();
      await screen.findByRole('button', { name: 'Ask another question' });
    }
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.now() + 3_600_000);
    // Nobody touches anything, and nothing tells that the machine is awake but the clock.
    expect(await start()).toBeDefined();
    expect(document.body.textContent).not.toContain('secret');
    expect(await listConversations()).toEqual([]);
  },
);

test.each(['#/settings', '#/models', '#/chat', '#/benchmark', '#/privacy', '#/nowhere', '#/'])(
  '%s leads a visitor back to the kiosk',
  async (at) => {
    await openKiosk({ staffPin: STAFF_PIN }, { at });
    expect(window.location.hash).toBe('#/kiosk');
    expect(await start()).toBeDefined();
    expect(screen.queryByRole('navigation')).toBeNull();
  },
);

test('without a PIN in the configuration there is no way out', async () => {
  const { kiosk } = await openKiosk();
  expect(screen.queryByRole('button', { name: 'Staff' })).toBeNull();
  expect(await kiosk.getState().enter('1234')).toBe('blocked');
  expect(kiosk.getState().phase).toBe('attract');
});

test('staff get in by their PIN, after what the visitor asked is gone, and out again', async () => {
  const checked: string[] = [];
  const checkPin = async (pin: string, hash: string) => {
    checked.push(pin);
    return pin === '2468' && hash === STAFF_PIN;
  };
  const app = await openKiosk({ staffPin: STAFF_PIN }, { checkPin });
  const { user } = app;
  await user.click(await start());
  (await ask(app, 'a secret question')).end();
  await user.click(screen.getByRole('button', { name: 'Staff' }));
  const dialog = await screen.findByRole('dialog', { name: 'For staff' });
  await user.type(within(dialog).getByRole('textbox', { name: 'PIN' }), '12x34{Enter}');
  expect(await within(dialog).findByText('That PIN is wrong.')).toBeDefined();
  for (const digit of '24687') await user.click(within(dialog).getByRole('button', { name: digit }));
  await user.click(within(dialog).getByRole('button', { name: 'Delete the last digit' }));
  await user.click(within(dialog).getByRole('button', { name: 'Enter' }));

  expect(await screen.findByRole('navigation', { name: 'Screens' })).toBeDefined();
  expect(checked).toEqual(['1234', '2468']);
  expect(window.location.hash).toBe('#/chat');
  expect(await screen.findByText('No chats yet.')).toBeDefined();
  expect(document.body.textContent).not.toContain('secret');
  await user.click(screen.getByRole('link', { name: 'Settings' }));
  expect(await screen.findByRole('heading', { name: 'Settings' })).toBeDefined();
  await startConversation('of staff', 'of staff');
  await writeSetting('lastModel', 'x');

  await user.click(screen.getByRole('button', { name: 'Back to kiosk' }));
  expect(await start()).toBeDefined();
  expect(window.location.hash).toBe('#/kiosk');
  for (const table of db.tables) expect(await table.count(), table.name).toBe(0);
  const expected = ['model-loaded', 'staff-refused', 'kiosk-wiped', 'staff-entered', 'staff-left', 'kiosk-wiped'];
  await waitFor(async () => expect(await kinds()).toEqual(expected));
});

test('after five wrong PINs none is looked at for a while, on a page loaded anew too', async () => {
  const checkPin = vi.fn(async () => false);
  const { kiosk, user } = await openKiosk({ staffPin: STAFF_PIN }, { checkPin });
  for (let count = 0; count < 5; count++) expect(await kiosk.getState().enter('1111')).toBe('refused');
  expect(await kiosk.getState().enter('2468')).toBe('blocked');
  expect(checkPin).toHaveBeenCalledTimes(5);
  await user.click(screen.getByRole('button', { name: 'Staff' }));
  const dialog = await screen.findByRole('dialog', { name: 'For staff' });
  expect(dialog.textContent).toMatch(/Try again in (30|29) seconds/);
});

test('a model that cannot be loaded is told, and no visit begins on it', async () => {
  const { engine, kiosk, user } = await openKiosk();
  act(() => engine.failLoad(new EngineError('out-of-memory')));
  expect(await screen.findByRole('alert')).toBeDefined();
  expect(await start()).toHaveProperty('disabled', true);
  await user.keyboard('x');
  expect(kiosk.getState().phase).toBe('attract');
  await user.click(screen.getByRole('button', { name: 'Load again' }));
  await waitFor(() => expect(engine.status.state).toBe('loading'));
});

test('any key begins a visit, and is not typed into it; those of the browser do not', async () => {
  const { kiosk, user } = await openKiosk();
  await user.keyboard('{Tab}{Escape}{F5}');
  expect(kiosk.getState().phase).toBe('attract');
  await user.click(document.body);
  await user.keyboard('q');
  expect(kiosk.getState().phase).toBe('visit');
  expect(await screen.findByRole('textbox', { name: 'Question' })).toHaveProperty('value', '');
});
