import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { db } from '@/db/schema';
import { erasing } from '@/privacy/erasing';
import { ErasePage } from './erase-page';

/** A private file system with these files, which keeps those that are `stuck`. */
function fileSystem(names: string[], stuck: string[] = []) {
  const there = new Set(names);
  return {
    keys: async function* () {
      yield* [...there];
    },
    values: async function* () {
      for (const name of there) yield { kind: 'file', name };
    },
    removeEntry: async (name: string) => {
      if (stuck.includes(name)) throw new DOMException('in use', 'NoModificationAllowedError');
      there.delete(name);
    },
  };
}

function withBrowser(files: ReturnType<typeof fileSystem>) {
  const names = new Set(['workbox-precache']);
  vi.stubGlobal('caches', { keys: async () => [...names], delete: async (name: string) => names.delete(name) });
  Object.defineProperty(navigator, 'storage', { configurable: true, value: { getDirectory: async () => files } });
}

beforeEach(() => {
  localStorage.setItem('hakui:theme', 'dark');
  // biome-ignore lint/suspicious/noDocumentCookie: as a server in front of Hakui may set one
  document.cookie = 'front=1';
});
afterEach(async () => {
  await db.open();
  vi.unstubAllGlobals();
  Reflect.deleteProperty(navigator, 'storage');
  erasing.setState({ where: null });
});

const show = (end: () => Promise<void>) =>
  render(
    <MantineProvider env="test">
      <ErasePage end={end} />
    </MantineProvider>,
  );

const row = async (name: RegExp) => (await screen.findByRole('cell', { name })).closest('tr')!;

it('ends what works before it deletes, and shows that every place is empty', async () => {
  const files = fileSystem(['tvmjs-opfs-store']);
  withBrowser(files);
  let thereAtTheEnd = 0;
  show(async () => {
    for await (const _ of files.keys()) thereAtTheEnd += 1;
  });
  await screen.findByRole('heading', { name: 'Nothing is left' });
  expect(thereAtTheEnd).toBe(1);
  expect((await row(/OPFS/)).textContent).toMatch(/1empty$/);
  expect((await row(/Caches/)).textContent).toMatch(/1empty$/);
  expect((await row(/Cookies/)).textContent).toMatch(/1empty$/);
  expect(screen.getAllByRole('cell', { name: 'empty' })).toHaveLength(7);
  expect([localStorage.length, document.cookie]).toEqual([0, '']);
});

it('names what the browser would not delete, deletes the others, and offers to try again without the page', async () => {
  withBrowser(fileSystem(['free', 'locked'], ['locked']));
  show(async () => {});
  await screen.findByRole('heading', { name: 'Something is left' });
  screen.getByText(/OPFS.*: locked/);
  expect((await row(/OPFS/)).textContent).toMatch(/21$/);
  expect(screen.getAllByRole('cell', { name: 'empty' })).toHaveLength(6);
  await userEvent.click(screen.getByRole('button', { name: 'Reload and delete the rest' }));
  expect(sessionStorage.getItem('hakui:erasing')).toBe('1');
});
