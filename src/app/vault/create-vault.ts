import { notifications } from '@mantine/notifications';
import type { BenchmarkStore } from '@/benchmark/store';
import type { ChatStore } from '@/chat/store';
import { db, HakuiDatabase } from '@/db/schema';
import { readSettings, writeSetting } from '@/db/settings';
import { VaultError } from '@/db/vault/errors';
import type { Derive } from '@/db/vault/key';
import type { Unsealed } from '@/db/vault/move';
import { createVaultRepository } from '@/db/vault/repository';
import { erasing } from '@/privacy/erasing';
import { createVaultStore, type VaultStore } from '@/privacy/vault/store';
import { WrongTries } from '@/privacy/wrong-tries';
import { tabs } from '@/tabs/this-tab';

/** Three slips cost nothing; a wait is a minute at most. */
const TRIES = { storedAt: 'hakui:vault:tries', free: 3, firstMs: 1_000, longestMs: 60_000 };

interface Parts {
  /** Who writes into it. */
  chat: ChatStore;
  benchmark: BenchmarkStore;
  derive: Derive;
  /** Whether nothing may be written without one. */
  needed: boolean;
}

/** No connection is opened, and none stays open, once everything is being deleted: a vault half made would write its rows anew. */
function unlessErasing(open: Unsealed): Unsealed {
  const opened = new Set<HakuiDatabase>();
  erasing.subscribe(({ where }) => {
    if (where !== null) for (const database of opened) database.close();
  });
  return (name) => {
    if (erasing.getState().where !== null) throw new VaultError('elsewhere');
    const database = open(name);
    opened.add(database);
    return database;
  };
}

/** The vault of this browser's database. */
export async function createVault({ chat, benchmark, derive, needed }: Parts): Promise<VaultStore> {
  // What is copied is on the disk before its source is deleted, also where the power fails.
  const unsealed = unlessErasing(
    (name) => new HakuiDatabase(name, { sealed: false, chromeTransactionDurability: 'strict' }),
  );
  const repository = createVaultRepository(db, unsealed, derive, navigator.locks);
  const found = await repository.find().catch((error: unknown) => {
    // Of a disk that cannot be read nobody may say that there is a vault. A damaged one is told when somebody tries to open it.
    if (!(error instanceof VaultError)) throw error;
    return 'locked' as const;
  });
  const settings = await readSettings();
  return createVaultStore({
    ...{ repository, found, needed, tabs, wrongTries: new WrongTries(TRIES) },
    // Where everything is being deleted nothing begins.
    startAnew: () => erasing.getState().where ?? window.location.reload(),
    autoLock: { idleMinutes: settings.vaultIdleMinutes, whenHidden: settings.vaultLocksHidden },
    keepAutoLock({ idleMinutes, whenHidden }) {
      void writeSetting('vaultIdleMinutes', idleMinutes);
      void writeSetting('vaultLocksHidden', whenHidden);
    },
    busy: () => benchmark.getState().activeId !== null || Object.keys(chat.getState().running).length > 0,
    onBusyChange(listener) {
      chat.subscribe(listener);
      benchmark.subscribe(listener);
    },
    opened() {
      void chat.getState().recover();
      void benchmark.getState().recover();
    },
    closed() {
      void chat.getState().forget();
      // One that offers to undo holds what was deleted.
      notifications.clean();
    },
  });
}
