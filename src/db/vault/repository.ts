import type { HakuiDatabase } from '../schema';
import { VaultError } from './errors';
import { type Derive, newKey, unwrapKey, VaultRecord, wrapKey } from './key';
import { SEALED_TABLES, VAULT_KEY } from './middleware';
import { openRow, sealRow } from './row';

/** The vault of a database: makes it, opens it, and knows whether there is one. */
export interface VaultRepository {
  /** Looks whether there is a vault; it stays locked. Rejects with a VaultError where its record is damaged. */
  find(): Promise<'none' | 'locked'>;
  /** Seals all that is there, at once or not at all, and stays open. Rejects with `elsewhere` where there is a vault already. */
  make(passphrase: string): Promise<void>;
  unlock(passphrase: string): Promise<void>;
  lock(): void;
  /** The rows stay as they are: only the key's wrapping changes. */
  change(passphrase: string, next: string): Promise<void>;
  /** Opens all rows for good. */
  remove(passphrase: string): Promise<void>;
}

/** `unsealed`: a connection to the same database that reads and writes rows as they lie there. */
export function createVaultRepository(
  db: HakuiDatabase,
  unsealed: () => HakuiDatabase,
  derive: Derive,
): VaultRepository {
  const { standing } = db;

  async function record(): Promise<VaultRecord | null> {
    const stored = await db.vault.get(VAULT_KEY);
    if (stored === undefined) return null;
    const parsed = VaultRecord.safeParse(stored);
    if (!parsed.success) throw new VaultError('damaged', 'vault');
    return parsed.data;
  }

  async function existing(): Promise<VaultRecord> {
    const found = await record();
    if (found === null) throw new VaultError('elsewhere');
    return found;
  }

  /** One transaction over every sealed table: `convert` makes each row anew, `settle` writes what belongs to it. */
  async function convertAll(
    convert: (row: never, schema: Parameters<typeof sealRow>[2]) => unknown,
    settle: (raw: HakuiDatabase) => Promise<unknown>,
  ): Promise<void> {
    const raw = unsealed();
    try {
      await raw.transaction('rw', [...SEALED_TABLES, 'vault'], async () => {
        await settle(raw);
        for (const name of SEALED_TABLES) {
          const { schema } = raw.table(name).core;
          await raw
            .table(name)
            .toCollection()
            .modify((row, place) => {
              place.value = convert(row as never, schema);
            });
        }
      });
    } finally {
      raw.close();
    }
  }

  return {
    async find() {
      const found = await record();
      standing.dropKey();
      standing.id = found?.vaultId ?? null;
      return found === null ? 'none' : 'locked';
    },

    async make(passphrase) {
      const key = newKey();
      const made = await wrapKey(key, crypto.randomUUID(), passphrase, derive);
      await convertAll(
        (row, schema) => sealRow(key, row, schema),
        async (raw) => {
          if (await raw.vault.get(VAULT_KEY)) throw new VaultError('elsewhere');
          await raw.vault.add(made);
        },
      );
      standing.id = made.vaultId;
      standing.key = key;
    },

    async unlock(passphrase) {
      const found = await existing();
      standing.key = await unwrapKey(found, passphrase, derive);
      standing.id = found.vaultId;
    },

    lock: () => standing.dropKey(),

    async change(passphrase, next) {
      const before = await existing();
      const key = await unwrapKey(before, passphrase, derive);
      const after = await wrapKey(key, before.vaultId, next, derive);
      await db.transaction('rw', db.vault, async () => {
        const now = await existing();
        if (now.vaultId !== before.vaultId) throw new VaultError('elsewhere');
        await db.vault.put(after);
      });
    },

    async remove(passphrase) {
      const found = await existing();
      const key = await unwrapKey(found, passphrase, derive);
      await convertAll(
        (row, schema) => openRow(key, row, schema),
        (raw) => raw.vault.delete(VAULT_KEY),
      );
      standing.dropKey();
      standing.id = null;
    },
  };
}
