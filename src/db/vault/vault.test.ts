import 'fake-indexeddb/auto';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import fc from 'fast-check';
import { argon2id } from 'hash-wasm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeLocks } from '@/test/fake-locks';
import { HakuiDatabase } from '../schema';
import { open, seal } from './cipher';
import { type Derive, KDF } from './key';
import { SEALED_TABLES } from './middleware';
import { createVaultRepository, type VaultRepository, whileNoVaultIsMade } from './repository';
import { clearFields } from './row';

/** Quick, and of the right length; the real one is tried below. */
const derive: Derive = async (passphrase, salt) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${passphrase} ${salt.join()}`)));

let name: string;
const opened: HakuiDatabase[] = [];

const locks = new FakeLocks() as unknown as LockManager;
const unsealed = (of: string) => new HakuiDatabase(of, { sealed: false });

/** A tab: a connection of its own, with what it knows of the vault. */
function tab(): { db: HakuiDatabase; vault: VaultRepository } {
  const db = new HakuiDatabase(name);
  opened.push(db);
  return { db, vault: createVaultRepository(db, unsealed, derive, locks) };
}

/** All rows as they lie on the disk, as text. */
async function onDisk(): Promise<string> {
  const raw = new HakuiDatabase(name, { sealed: false });
  opened.push(raw);
  const rows = await Promise.all(SEALED_TABLES.map((table) => raw.table(table).toArray()));
  return JSON.stringify(rows, (_, value) => {
    if (typeof value === 'bigint') return String(value);
    return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
  });
}

const message = (id: string, text: string) =>
  ({ id, conversationId: 'c', parentId: null, role: 'user', text, createdAt: 1 }) as const;

beforeEach(() => {
  name = `vault-${crypto.randomUUID()}`;
});
afterEach(() => {
  for (const db of opened.splice(0)) db.close();
});

describe('the cipher', () => {
  const key = new Uint8Array(32).map((_, i) => i);

  it('is AES-256-GCM, as another implementation has it', () => {
    const sealed = seal(key, Buffer.from('低カリウム血症'), 'messages "m"');
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
    decipher.setAAD(Buffer.from('messages "m"'));
    decipher.setAuthTag(sealed.subarray(-16));
    expect(Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString()).toBe(
      '低カリウム血症',
    );

    const cipher = createCipheriv('aes-256-gcm', key, Buffer.alloc(12, 7));
    cipher.setAAD(Buffer.from('p'));
    const theirs = Buffer.concat([Buffer.alloc(12, 7), cipher.update('text'), cipher.final(), cipher.getAuthTag()]);
    expect(Buffer.from(open(key, theirs, 'p')).toString()).toBe('text');
  });

  it('opens only what was sealed, whole, in its place, with its key; and never seals twice alike', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), fc.nat(), (plain, place, at) => {
        const sealed = seal(key, plain, place);
        expect(open(key, sealed, place)).toEqual(plain);
        expect(seal(key, plain, place)).not.toEqual(sealed);
        const flipped = sealed.slice();
        flipped[at % flipped.length]! ^= 1 << (at % 8);
        expect(() => open(key, flipped, place)).toThrow('damaged');
        expect(() => open(key, sealed, `${place}.`)).toThrow('damaged');
        expect(() => open(new Uint8Array(32), sealed, place)).toThrow('damaged');
        expect(() => open(key, sealed.subarray(0, at % 12), place)).toThrow('damaged');
      }),
    );
  });

  it('derives its key with argon2id, as the reference implementation has it', async () => {
    // phc-winner-argon2, src/test.c: version 0x13, t=2, m=2^16, p=1.
    const reference = { password: 'password', salt: 'somesalt', iterations: 2, parallelism: 1, memorySize: 2 ** 16 };
    expect(await argon2id({ ...reference, hashLength: 32, outputType: 'hex' })).toBe(
      '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7',
    );
    expect(KDF).toEqual({ name: 'argon2id', memoryKiB: 2 ** 16, passes: 3, lanes: 4 });
  });
});

describe('a vault', () => {
  it('leaves nothing of what was written in the clear, before it and after', async () => {
    const { db, vault } = tab();
    await db.conversations.add({ id: 'c', title: '秘密の題', createdAt: 1, updatedAt: 2, leafId: null });
    await db.messages.add(message('m', 'secret before'));
    expect(await onDisk()).toContain('secret before');
    await vault.make('a long passphrase', () => {});
    await db.messages.add(message('n', 'secret after'));
    await db.messages.update('n', { text: 'secret changed' });
    const text = await onDisk();
    for (const secret of ['secret', '秘密']) expect(text).not.toContain(secret);
    expect((await db.messages.where('conversationId').equals('c').toArray()).map((each) => each.text)).toEqual([
      'secret before',
      'secret changed',
    ]);
    expect((await db.conversations.get('c'))?.title).toBe('秘密の題');
  });

  it('keeps only ids, times and states in the clear', async () => {
    const { db } = tab();
    await db.open();
    const clear = SEALED_TABLES.map((table) => [table, clearFields(db.table(table).core.schema)]);
    expect(Object.fromEntries(clear)).toEqual({
      conversations: ['id', 'updatedAt'],
      messages: ['id', 'conversationId', 'state'],
      drafts: ['id'],
      datasets: ['id'],
      datasetItems: ['id'],
      protocols: ['hash'],
      runs: ['id', 'createdAt'],
      samples: ['runId', 'index'],
      transcripts: ['runId', 'index'],
    });
  });

  it('takes a row whose sealed bytes were lost for damaged, and is not removed over it', async () => {
    const { db, vault } = tab();
    await vault.make('passphrase', () => {});
    await db.messages.add(message('m', 'secret'));
    const raw = unsealed(name);
    opened.push(raw);
    await raw.messages.update('m', { sealed: { 0: 1, 1: 2 } } as never);
    await expect(db.messages.get('m')).rejects.toMatchObject({ code: 'damaged' });
    await expect(vault.remove('passphrase')).rejects.toMatchObject({ code: 'damaged', place: 'messages "m"' });
    expect(await raw.vault.count()).toBe(1);
  });

  it('is locked after a restart, opens with its passphrase alone, in whatever width it is typed', async () => {
    const first = tab();
    await first.vault.make('合言葉 ＡＢＣ１２３', () => {});
    await first.db.messages.add(message('m', 'secret'));
    const { db, vault } = tab();
    expect(await vault.find()).toBe('locked');
    await expect(db.messages.get('m')).rejects.toMatchObject({ code: 'locked' });
    await expect(db.messages.add(message('n', 'x'))).rejects.toMatchObject({ code: 'locked' });
    await expect(db.messages.toArray()).rejects.toMatchObject({ code: 'locked' });
    await expect(vault.unlock('合言葉')).rejects.toMatchObject({ code: 'wrong-passphrase' });
    await expect(db.messages.get('m')).rejects.toMatchObject({ code: 'locked' });
    await vault.unlock('合言葉 ABC123');
    expect((await db.messages.get('m'))?.text).toBe('secret');
    expect(await db.messages.count()).toBe(1);
    vault.lock();
    await expect(db.messages.get('m')).rejects.toMatchObject({ code: 'locked' });
  });

  it('has every way of reading and writing give what it gives without one', async () => {
    const { db, vault } = tab();
    await vault.make('a long passphrase', () => {});
    const rows = [0, 1, 2, 3].map((index) => ({
      runId: 'r',
      index,
      chance: index === 2 ? -Infinity : 0.5,
      text: '𠮷',
    }));
    await db.samples.bulkAdd(rows);
    expect(await db.samples.where('[runId+index]').between(['r', 1], ['r', 3]).toArray()).toEqual(rows.slice(1, 3));
    expect(
      await db.samples.bulkGet([
        ['r', 2],
        ['r', 9],
      ]),
    ).toEqual([rows[2], undefined]);
    const seen: unknown[] = [];
    await db.samples
      .orderBy('[runId+index]')
      .reverse()
      .each((row) => seen.push(row));
    expect(seen).toEqual(rows.toReversed());
    expect(await db.samples.filter((row) => row.index > 2).primaryKeys()).toEqual([['r', 3]]);
    await db.samples
      .where('[runId+index]')
      .equals(['r', 0])
      .modify({ text: 'y' } as never);
    expect(await db.samples.get(['r', 0])).toEqual({ ...rows[0], text: 'y' });
    await db.samples.where('[runId+index]').between(['r', 0], ['r', 9]).delete();
    expect(await db.samples.count()).toBe(0);
  });

  it('does not open a row that was changed or put in the place of another, says which, and leaves the others readable', async () => {
    const { db, vault } = tab();
    await vault.make('a long passphrase', () => {});
    await db.messages.bulkAdd([message('a', 'one'), message('b', 'two')]);
    const raw = new HakuiDatabase(name, { sealed: false });
    opened.push(raw);
    const b = (await raw.messages.get('b'))!;
    await raw.messages.put({ ...b, id: 'a' });
    await expect(db.messages.get('a')).rejects.toMatchObject({ code: 'damaged', place: 'messages "a"' });
    expect((await db.messages.get('b'))?.text).toBe('two');
  });

  it('that another tab makes stops this one from writing in the clear', async () => {
    const [other, own] = [tab(), tab()];
    await own.db.messages.add(message('m', 'before'));
    await other.vault.make('a long passphrase', () => {});
    await expect(own.db.messages.add(message('n', 'in the clear'))).rejects.toMatchObject({ code: 'elsewhere' });
    await expect(own.db.messages.get('m')).rejects.toMatchObject({ code: 'locked' });
    await expect(own.vault.make('another', () => {})).rejects.toMatchObject({ code: 'elsewhere' });
    expect(await onDisk()).not.toContain('clear');
  });

  it('that another tab removed stops this one from writing sealed rows that nobody could open', async () => {
    const [other, own] = [tab(), tab()];
    await other.vault.make('a long passphrase', () => {});
    await own.vault.find();
    await own.vault.unlock('a long passphrase');
    await other.vault.remove('a long passphrase');
    await expect(own.db.messages.add(message('n', 'x'))).rejects.toMatchObject({ code: 'elsewhere' });
  });

  it('is made whole or not at all', async () => {
    const { db, vault } = tab();
    await db.messages.bulkAdd([message('a', 'one'), message('b', 'two')]);
    // A row that JSON has no words for.
    await db.runs.add({ id: 'r', createdAt: 1, big: 1n } as never);
    await expect(vault.make('a long passphrase', () => {})).rejects.toThrow();
    expect(await tab().vault.find()).toBe('none');
    expect(await onDisk()).toContain('one');
    await db.messages.add(message('c', 'three'));
  });

  it('changes its passphrase without touching a row, and is removed with the right one only', async () => {
    const { db, vault } = tab();
    await vault.make('a long passphrase', () => {});
    await db.messages.add(message('m', 'secret'));
    const before = await onDisk();
    await expect(vault.change('wrong', 'next')).rejects.toMatchObject({ code: 'wrong-passphrase' });
    await vault.change('a long passphrase', 'another passphrase');
    expect(await onDisk()).toBe(before);
    const restarted = tab();
    await restarted.vault.find();
    await expect(restarted.vault.unlock('a long passphrase')).rejects.toMatchObject({ code: 'wrong-passphrase' });
    await restarted.vault.unlock('another passphrase');
    await expect(restarted.vault.remove('a long passphrase')).rejects.toMatchObject({ code: 'wrong-passphrase' });
    await restarted.vault.remove('another passphrase');
    expect(await onDisk()).toContain('secret');
    expect((await restarted.db.messages.get('m'))?.text).toBe('secret');
  });

  it('whose record is damaged is said to be, and nothing is written', async () => {
    const { db, vault } = tab();
    await vault.make('a long passphrase', () => {});
    await db.vault.update('vault', { salt: 'no bytes' as never });
    await expect(tab().vault.find()).rejects.toMatchObject({ code: 'damaged', place: 'vault' });
  });

  it('that is being made is waited for by whoever deletes everything', async () => {
    vi.stubGlobal('navigator', { locks });
    const { vault } = tab();
    const halfMade = async () => (await indexedDB.databases()).some((each) => each.name === `${name}-sealing`);
    const made = vault.make('a long passphrase', () => {});
    await expect.poll(halfMade, { interval: 1 }).toBe(true);
    const found: boolean[] = [];
    await whileNoVaultIsMade(async () => void found.push(await halfMade()), 5_000);
    expect(found).toEqual([false]);
    await made;
    vi.unstubAllGlobals();
  });

  it('whose record is gone does not count as none while there are sealed rows', async () => {
    const { db, vault } = tab();
    await vault.make('a long passphrase', () => {});
    await db.messages.add(message('m', 'secret'));
    await db.vault.clear();
    const restarted = tab();
    await expect(restarted.vault.find()).rejects.toMatchObject({ code: 'damaged', place: 'vault' });
    await expect(restarted.vault.unlock('a long passphrase')).rejects.toMatchObject({ code: 'damaged' });
    await expect(restarted.vault.make('another passphrase', () => {})).rejects.toMatchObject({ code: 'damaged' });
  });

  it('whose record has lost its id has nothing written in the clear', async () => {
    const { db, vault } = tab();
    await vault.make('a long passphrase', () => {});
    await db.vault.update('vault', { vaultId: undefined as never });
    const restarted = tab();
    await restarted.vault.find().catch(() => 'locked');
    await expect(restarted.db.messages.add(message('n', 'in the clear'))).rejects.toMatchObject({ code: 'damaged' });
    expect(await onDisk()).not.toContain('in the clear');
  });
});
