import 'fake-indexeddb/auto';
import { notifications } from '@mantine/notifications';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';
import { db } from '@/db/schema';
import { startI18n } from '@/i18n/i18n';
import { FakeLocks } from './fake-locks';

// Finding by role reads the whole page's roles each time, which takes seconds on a busy machine.
configure({ asyncUtilTimeout: 15_000 });

/** What jsdom lacks of a browser. */
window.matchMedia = (query) =>
  ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }) as unknown as MediaQueryList;
window.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
window.HTMLElement.prototype.scrollIntoView = () => undefined;

Object.defineProperty(document, 'fonts', {
  value: { addEventListener: () => undefined, removeEventListener: () => undefined },
});

const i18n = startI18n();

beforeEach(async () => {
  Object.defineProperty(navigator, 'locks', { value: new FakeLocks(), configurable: true });
  Object.defineProperty(navigator, 'storage', {
    value: {
      estimate: async () => ({
        usage: 90_000_000,
        quota: 10_000_000_000,
        usageDetails: { indexedDB: 25_000, fileSystem: 89_000_000 },
      }),
      persisted: async () => false,
      persist: async () => true,
    },
    configurable: true,
  });
  localStorage.clear();
  window.location.hash = '';
  await i18n.changeLanguage('en');
  // The vault's record last: without it the sealed tables refuse to be written.
  await Promise.all(db.tables.filter(({ name }) => name !== 'vault').map((table) => table.clear()));
  await db.vault.clear();
});

afterEach(() => {
  cleanup();
  notifications.clean();
  vi.restoreAllMocks();
});
