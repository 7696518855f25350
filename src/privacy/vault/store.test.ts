import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { VaultError } from '@/db/vault/errors';
import type { VaultRepository } from '@/db/vault/repository';
import { createVaultStore, type VaultDependencies, type VaultStore } from './store';

const MINUTE = 60_000;

let now: number;
let writing: boolean;
let busyChanged: () => void;
let dependencies: VaultDependencies;

/** A repository of which only the passphrase counts. */
function repository(): VaultRepository {
  const check = async (passphrase: string) => {
    if (passphrase !== 'right') throw new VaultError('wrong-passphrase');
  };
  return {
    ...{ find: vi.fn(), make: vi.fn(async (_: string, begun: () => void) => begun()), lock: vi.fn() },
    ...{ unlock: vi.fn(check), change: vi.fn(check), remove: vi.fn(check) },
  };
}

function vault(found: 'none' | 'locked' = 'locked'): VaultStore {
  return createVaultStore({ ...dependencies, found });
}

beforeEach(() => {
  now = 1_000_000;
  writing = false;
  dependencies = {
    repository: repository(),
    found: 'locked',
    needed: false,
    autoLock: { idleMinutes: 10, whenHidden: true },
    keepAutoLock: vi.fn(),
    busy: () => writing,
    onBusyChange: (listener) => {
      busyChanged = listener;
    },
    ...{ opened: vi.fn(), closed: vi.fn(), tellOthers: vi.fn() },
    now: () => now,
  };
});

async function opened(): Promise<VaultStore> {
  const store = vault();
  await store.getState().unlock('right');
  return store;
}

describe('an open vault', () => {
  it('of a kiosk locks only when somebody locks it', async () => {
    dependencies.needed = true;
    const store = await opened();
    expect(store.getState().lockAt).toBeNull();
    store.getState().hide(true);
    now += 60 * MINUTE;
    store.getState().tick();
    expect(store.getState().state).toBe('open');
    store.getState().lock();
    expect(store.getState().state).toBe('locked');
  });

  it('locks when nothing was touched for as long as was chosen, and lets go of texts', async () => {
    const store = await opened();
    expect(store.getState().lockAt).toBe(now + 10 * MINUTE);
    now += 9 * MINUTE;
    store.getState().touch();
    now += 9 * MINUTE;
    store.getState().tick();
    expect(store.getState().state).toBe('open');
    now += MINUTE;
    store.getState().tick();
    expect(store.getState()).toMatchObject({ state: 'locked', lockAt: null });
    expect(dependencies.repository.lock).toHaveBeenCalledOnce();
    expect(dependencies.closed).toHaveBeenCalledOnce();
  });

  it('locks half a minute after its tab was hidden, if that is wanted, and not for a look at another', async () => {
    const store = await opened();
    store.getState().hide(true);
    now += 29_000;
    store.getState().tick();
    store.getState().hide(false);
    now += 29_000;
    store.getState().tick();
    expect(store.getState().state).toBe('open');
    store.getState().hide(true);
    now += 30_000;
    store.getState().tick();
    expect(store.getState().state).toBe('locked');

    await store.getState().unlock('right');
    store.getState().setAutoLock({ whenHidden: false });
    now += 5 * MINUTE;
    store.getState().tick();
    expect(store.getState().state).toBe('open');
  });

  it('of a machine that slept is locked before anything is shown', async () => {
    const store = await opened();
    store.getState().hide(true);
    now += 60 * MINUTE;
    store.getState().hide(false);
    expect(store.getState().state).toBe('locked');
  });

  it('covers the screens at once while something is being written, and keeps the key until that has ended', async () => {
    const store = await opened();
    writing = true;
    store.getState().lock();
    expect(store.getState().state).toBe('closing');
    expect(dependencies.repository.lock).not.toHaveBeenCalled();
    await expect(store.getState().unlock('wrong')).rejects.toThrow('wrong-passphrase');
    expect(store.getState().state).toBe('closing');
    await store.getState().unlock('right');
    expect(store.getState().state).toBe('open');
    // What runs was not begun anew.
    expect(dependencies.opened).toHaveBeenCalledOnce();
    store.getState().lock();
    writing = false;
    busyChanged();
    expect(store.getState().state).toBe('locked');
    expect(dependencies.repository.lock).toHaveBeenCalledOnce();
  });
});

it('has wrong passphrases wait, each longer, up to a minute', async () => {
  const store = vault();
  const attempt = () =>
    store
      .getState()
      .unlock('wrong')
      .catch((error: VaultError) => error.code);
  const waits: number[] = [];
  for (let i = 0; i < 12; i += 1) {
    expect(await attempt()).toBe('wrong-passphrase');
    waits.push(Math.max(0, store.getState().waitUntil - now) / 1000);
    now = Math.max(now, store.getState().waitUntil);
  }
  expect(waits).toEqual([0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
  await attempt();
  // Before its time even the right one is not tried.
  await expect(store.getState().unlock('right')).rejects.toThrow('wrong-passphrase');
  now = store.getState().waitUntil;
  await store.getState().unlock('right');
  expect(store.getState().state).toBe('open');
});

it('tells other tabs of a vault that was made or removed', async () => {
  const store = vault('none');
  await store.getState().make('right');
  expect(dependencies.tellOthers).toHaveBeenCalledOnce();
  await expect(store.getState().remove('wrong')).rejects.toThrow();
  expect(store.getState().state).toBe('open');
  await store.getState().remove('right');
  expect(dependencies.tellOthers).toHaveBeenCalledTimes(2);
  expect(store.getState()).toMatchObject({ state: 'none', lockAt: null });
});
