import type { HakuiDatabase } from '../schema';
import { reading, StorageError, writing } from '../storage';
import { VaultError } from './errors';
import { type Derive, newKey, unwrapKey, VaultRecord, wrapKey } from './key';
import { SEALED_TABLES, VAULT_KEY, VAULT_TABLE } from './middleware';
import { copyRows, sealBeside, settle, type Unsealed } from './move';
import { openRow, sealRow } from './row';

/** The vault of a database: makes it, opens it, and knows whether there is one. Besides what is said, all reject with a StorageError. */
export interface VaultRepository {
  /** Looks whether there is a vault, after ending what making one was broken off; it stays locked. Rejects with a VaultError where its record is damaged. */
  find(): Promise<'none' | 'locked'>;
  /**
   * Seals all that is there, whole or not at all, has the browser's files be without what was in the clear, and stays open. Calls
   * `begun` when every other tab has to start anew, which then waits for the end. Rejects with `elsewhere` where there is a vault;
   * with `unfinished` this tab, too, has to start anew.
   */
  make(passphrase: string, begun: () => void): Promise<void>;
  unlock(passphrase: string): Promise<void>;
  lock(): void;
  /** The rows stay as they are: only the key's wrapping changes. */
  change(passphrase: string, next: string): Promise<void>;
  /** Opens all rows for good, at once or not at all. */
  remove(passphrase: string): Promise<void>;
}

/** Held while a vault is being made, and by who starts, until nothing is half made. */
const LOCK = 'hakui-vault';

/**
 * Has something done while no tab makes a vault, for that writes databases anew; one that does not end within `patienceMs` is waited
 * for no longer.
 */
export async function whileNoVaultIsMade(work: () => Promise<void>, patienceMs: number): Promise<void> {
  let begun = false;
  const begin = () => {
    begun = true;
    return work();
  };
  try {
    await navigator.locks.request(LOCK, { signal: AbortSignal.timeout(patienceMs) }, begin);
  } catch (error) {
    if (begun) throw error;
    await work();
  }
}

/** What Dexie made of an error of ours: it wraps one, or lists it as why rows could not be changed. */
function vaultErrorIn(error: unknown): VaultError | null {
  const { inner, failures } = (error ?? {}) as { inner?: unknown; failures?: unknown[] };
  return [error, inner, failures?.[0]].find((each) => each instanceof VaultError) ?? null;
}

/** Work on the database's connections that are open for it alone. */
async function onDisk<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw vaultErrorIn(error) ?? StorageError.from(error);
  }
}

export function createVaultRepository(
  db: HakuiDatabase,
  unsealed: Unsealed,
  derive: Derive,
  locks: Pick<LockManager, 'request'>,
): VaultRepository {
  const { standing } = db;

  const settleNow = () => onDisk(() => settle(db.name, unsealed));
  const settled = () => locks.request(LOCK, settleNow);

  async function record(): Promise<VaultRecord | null> {
    const stored = await reading(() => db.vault.get(VAULT_KEY));
    if (stored === undefined) return absent();
    const parsed = VaultRecord.safeParse(stored);
    if (!parsed.success) throw new VaultError('damaged', 'vault');
    return parsed.data;
  }

  /** No record means no vault only where no row is sealed: without its record nobody could open them, and new ones would lie in the clear. */
  async function absent(): Promise<null> {
    if (standing.key !== null) return null;
    for (const name of SEALED_TABLES) {
      await reading(() => db.table(name).limit(1).toArray()).catch((error: unknown) => {
        throw vaultErrorIn(error)?.code === 'locked' ? new VaultError('damaged', 'vault') : StorageError.from(error);
      });
    }
    return null;
  }

  async function existing(): Promise<VaultRecord> {
    const found = await record();
    if (found === null) throw new VaultError('elsewhere');
    return found;
  }

  return {
    async find() {
      await settled();
      const found = await record();
      standing.dropKey();
      standing.id = found?.vaultId ?? null;
      return found === null ? 'none' : 'locked';
    },

    async make(passphrase, begun) {
      const key = newKey();
      const made = await wrapKey(key, crypto.randomUUID(), passphrase, derive);
      await locks.request(LOCK, async () => {
        await settleNow();
        if (await record()) throw new VaultError('elsewhere');
        begun();
        await onDisk(() => sealBeside(db.name, made, (row, schema) => sealRow(key, row, schema), unsealed));
        // What is on screen stays so, for a query meanwhile is refused; one that was answered would miss rows.
        db.close();
        try {
          await settle(db.name, unsealed);
        } catch (error) {
          throw new VaultError('unfinished', null, { cause: error });
        }
        standing.id = made.vaultId;
        standing.key = key;
        await db.open();
      });
    },

    async unlock(passphrase) {
      await settled();
      const found = await existing();
      standing.key = await unwrapKey(found, passphrase, derive);
      standing.id = found.vaultId;
    },

    lock: () => standing.dropKey(),

    async change(passphrase, next) {
      const before = await existing();
      const key = await unwrapKey(before, passphrase, derive);
      const after = await wrapKey(key, before.vaultId, next, derive);
      await writing(() =>
        db.transaction('rw', db.vault, async () => {
          const now = await existing();
          if (now.vaultId !== before.vaultId) throw new VaultError('elsewhere');
          await db.vault.put(after);
        }),
      );
    },

    async remove(passphrase) {
      const found = await existing();
      const key = await unwrapKey(found, passphrase, derive);
      const raw = unsealed(db.name);
      try {
        await onDisk(() =>
          raw.transaction('rw', [...SEALED_TABLES, VAULT_TABLE], async () => {
            await raw.vault.delete(VAULT_KEY);
            await copyRows(raw, raw, SEALED_TABLES, (row, schema) => openRow(key, row, schema));
          }),
        );
      } finally {
        raw.close();
      }
      standing.dropKey();
      standing.id = null;
    },
  };
}
