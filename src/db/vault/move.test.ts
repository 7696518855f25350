import 'fake-indexeddb/auto';
import type { DBCore } from 'dexie';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeLocks } from '@/test/fake-locks';
import { HakuiDatabase } from '../schema';
import type { Derive } from './key';
import { SEALED_TABLES } from './middleware';
import { createVaultRepository, type VaultRepository } from './repository';

const PASSPHRASE = 'a long passphrase';
const TABLES = [...SEALED_TABLES, 'settings', 'importHandles'];

const derive: Derive = async (passphrase, salt) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${passphrase} ${salt.join()}`)));

let name: string;
let locks: LockManager;
const opened: HakuiDatabase[] = [];

function tab(): { db: HakuiDatabase; vault: VaultRepository } {
  const db = new HakuiDatabase(name);
  opened.push(db);
  return { db, vault: createVaultRepository(db, unsealed, derive, locks) };
}

const rowsOf = (db: HakuiDatabase): Promise<unknown[][]> =>
  Promise.all(TABLES.map((table) => db.table(table).toArray()));

/** A killed tab may leave the empty one that makes the browser write its log. */
const remaining = async () =>
  (await indexedDB.databases())
    .map((each) => each.name!)
    .filter((each) => each.startsWith(name) && !each.endsWith('-scrap'));

async function fill(db: HakuiDatabase, samples = 3): Promise<void> {
  await db.conversations.add({ id: 'c', title: 'secret title', createdAt: 1, updatedAt: 2, leafId: null });
  await db.messages.bulkAdd(
    ['m', 'n'].map((id) => ({
      id,
      conversationId: 'c',
      parentId: null,
      role: 'user',
      text: `secret ${id}`,
      createdAt: 1,
    })),
  );
  const rows = Array.from({ length: samples }, (_, index) => ({ runId: 'r', index, text: 'secret' }));
  await db.samples.bulkAdd(rows);
  await db.settings.put({ key: 'lastModel', value: 'a' });
  await db.importHandles.put({ id: 'i', handles: [] });
}

/** What a tab may still ask of the disk before it is killed; the rest is refused and never done. */
let left = Infinity;
function orDie(): void {
  left -= 1;
  if (left < 0) throw new DOMException('killed', 'AbortError');
}

function unsealed(of: string): HakuiDatabase {
  const db = new HakuiDatabase(of, { sealed: false });
  const transaction = (core: DBCore): DBCore['transaction'] => {
    return (...args) => {
      orDie();
      return core.transaction(...args);
    };
  };
  return db.use({ stack: 'dbcore', level: -3, create: (core) => ({ ...core, transaction: transaction(core) }) });
}

/** A disk on which nothing more can be written into some databases, until it is restored. */
function noRoomFor(isFull: (database: string) => boolean) {
  const { put } = IDBObjectStore.prototype;
  return vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
    if (isFull(this.transaction.db.name)) throw new DOMException('no room', 'QuotaExceededError');
    return put.call(this, value, key);
  });
}

beforeEach(() => {
  name = `move-${crypto.randomUUID()}`;
  locks = new FakeLocks() as unknown as LockManager;
  for (const ask of ['open', 'deleteDatabase'] as const) {
    const asked = indexedDB[ask].bind(indexedDB) as (...args: unknown[]) => IDBOpenDBRequest;
    vi.spyOn(indexedDB, ask).mockImplementation((...args: unknown[]) => {
      orDie();
      return asked(...args);
    });
  }
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const db of opened.splice(0)) db.close();
});

it('of a vault being made, killed at any moment and once more while it is ended, loses no row and leaves none half sealed', async () => {
  const outcomes = new Set<string>();
  for (let operations = 0, killed = true; killed; operations += 1) {
    name = `move-${crypto.randomUUID()}`;
    const first = tab();
    await fill(first.db);
    const rows = await rowsOf(first.db);
    await first.db.open();
    left = operations;
    await first.vault.make(PASSPHRASE, () => {}).catch(() => undefined);
    killed = left < 0;
    first.db.close();

    const second = tab();
    left = (operations * 7) % 40;
    await second.vault.find().catch(() => undefined);
    second.db.close();
    left = Infinity;

    const { db, vault } = tab();
    const found = await vault.find();
    outcomes.add(found);
    if (found === 'locked') {
      await expect(db.messages.get('m')).rejects.toMatchObject({ code: 'locked' });
      await vault.unlock(PASSPHRASE);
      expect(JSON.stringify(await rowsOf(unsealed(name)))).not.toContain('secret');
    }
    expect(await rowsOf(db), `killed after ${operations}`).toEqual(rows);
    await db.messages.update('m', { text: 'goes on' });
    expect(await remaining()).toEqual([name]);
  }
  expect(outcomes).toEqual(new Set(['none', 'locked']));
}, 60_000);

it('keeps every row of a table that takes several steps, in its order, and what was not sealed', async () => {
  const { db, vault } = tab();
  await fill(db, 950);
  const rows = await rowsOf(db);
  await vault.make(PASSPHRASE, () => {});
  expect(await rowsOf(db)).toEqual(rows);
  expect(await remaining()).toEqual([name]);
});

it('that finds no room leaves all as it was, and other tabs can write again', async () => {
  const [own, other] = [tab(), tab()];
  await fill(own.db);
  const rows = await rowsOf(own.db);
  const full = noRoomFor((database) => database !== name);
  await expect(own.vault.make(PASSPHRASE, () => {})).rejects.toThrow('no room');
  full.mockRestore();
  expect(await rowsOf(own.db)).toEqual(rows);
  await other.db.messages.update('m', { text: 'another' });
  expect(await tab().vault.find()).toBe('none');
  expect(await remaining()).toEqual([name]);
});

it('that finds no room only at its end says so, and whoever starts next has every row, sealed', async () => {
  const own = tab();
  await fill(own.db);
  const rows = await rowsOf(own.db);
  const full = noRoomFor((database) => database === name);
  await expect(own.vault.make(PASSPHRASE, () => {})).rejects.toMatchObject({ code: 'unfinished' });
  await expect(tab().vault.find()).rejects.toThrow('no room');
  full.mockRestore();
  const next = tab();
  expect(await next.vault.find()).toBe('locked');
  await next.vault.unlock(PASSPHRASE);
  expect(await rowsOf(next.db)).toEqual(rows);
  expect(JSON.stringify(await rowsOf(unsealed(name)))).not.toContain('secret');
  expect(await remaining()).toEqual([name]);
});

it('lets no other tab write a row in the clear while it is made, whenever it comes, and keeps its settings', async () => {
  const [own, other] = [tab(), tab()];
  await fill(own.db);
  await other.db.open();
  const accepted: string[] = [];
  const refusals: unknown[] = [];
  let done = false;
  // One that starts meanwhile waits for the end.
  const started = tab();
  let startedFound: Promise<string> | null = null;
  await own.vault
    .make(PASSPHRASE, () => {
      startedFound = started.vault.find();
      void (async () => {
        for (let at = 0; !done; at += 1) {
          const row = {
            id: `late ${at}`,
            conversationId: 'c',
            parentId: null,
            role: 'user',
            text: 'late',
            createdAt: 1,
          };
          await other.db.messages.add(row as never).then(
            () => accepted.push(row.id),
            (error: { code?: string }) => refusals.push(error.code),
          );
          await other.db.settings.put({ key: 'late', value: at });
        }
      })();
    })
    .finally(() => {
      done = true;
    });
  expect(await startedFound).toBe('locked');
  expect(new Set(refusals)).toEqual(new Set(['elsewhere']));
  expect(refusals.length).toBeGreaterThan(5);
  expect((await own.db.messages.toArray()).map(({ id }) => id)).toEqual([...accepted, 'm', 'n']);
  expect(JSON.stringify(await rowsOf(unsealed(name)))).not.toMatch(/late \d+","text|secret/);
  expect(await own.db.settings.get('late')).toBeDefined();
});
