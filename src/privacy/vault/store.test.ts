import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VaultError } from '@/db/vault/errors';
import type { VaultRepository } from '@/db/vault/repository';
import type { TabMessage } from '@/tabs/tabs';
import { createVaultStore, type VaultDependencies, type VaultStore } from './store';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The computer's clock, and the page's. */
let wall: number;
let steady: number;
/** What passphrases have to wait, by the page's clock. */
let waitUntil: number;
let writing: boolean;
let busyChanged: () => void;
let dependencies: VaultDependencies;
/** Each a tab's; what one tells, all others hear. */
let listeners: Map<string, (message: never) => void>[];
let told: TabMessage['kind'][];

/** Both clocks go on; a sleeping machine's page stands. */
function pass(milliseconds: number, { asleep = false } = {}): void {
  wall += milliseconds;
  if (!asleep) steady += milliseconds;
}

function newTab(): VaultDependencies['tabs'] {
  const own = new Map<string, (message: never) => void>();
  listeners.push(own);
  return {
    tell(message) {
      if (message.kind !== 'vault-used') told.push(message.kind);
      for (const other of listeners) if (other !== own) other.get(message.kind)?.(message as never);
    },
    hear(kind, listener) {
      own.set(kind, listener);
      return () => own.delete(kind);
    },
  };
}

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
  return createVaultStore({ ...dependencies, found, tabs: newTab() });
}

beforeEach(() => {
  [wall, steady, waitUntil, writing] = [1_000_000, 0, 0, false];
  [listeners, told] = [[], []];
  vi.spyOn(Date, 'now').mockImplementation(() => wall);
  vi.spyOn(performance, 'now').mockImplementation(() => steady);
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
    ...{ opened: vi.fn(), closed: vi.fn(), startAnew: vi.fn() },
    wrongTries: {
      waitMs: () => Math.max(0, waitUntil - steady),
      count: vi.fn(),
      forget: vi.fn(),
    },
    tabs: newTab(),
  };
});
afterEach(() => vi.restoreAllMocks());

async function opened(): Promise<VaultStore> {
  const store = vault();
  await store.getState().unlock('right');
  return store;
}

describe('an open vault', () => {
  it('of a kiosk locks only when somebody locks it', async () => {
    dependencies.needed = true;
    const store = await opened();
    expect(store.getState().locksIn).toBeNull();
    store.getState().hide(true);
    pass(60 * MINUTE);
    store.getState().tick();
    expect(store.getState().state).toBe('open');
    store.getState().lock();
    expect(store.getState().state).toBe('locked');
  });

  it('locks when nothing was touched for as long as was chosen, and lets go of texts', async () => {
    const store = await opened();
    expect(store.getState().locksIn).toBe(600);
    pass(9 * MINUTE);
    store.getState().touch();
    pass(9 * MINUTE);
    store.getState().tick();
    expect(store.getState().state).toBe('open');
    pass(MINUTE);
    store.getState().tick();
    expect(store.getState()).toMatchObject({ state: 'locked', locksIn: null });
    expect(dependencies.repository.lock).toHaveBeenCalledOnce();
    expect(dependencies.closed).toHaveBeenCalledOnce();
  });

  it('locks half a minute after its tab was hidden, if that is wanted, and not for a look at another', async () => {
    const store = await opened();
    store.getState().hide(true);
    pass(29_000);
    store.getState().tick();
    store.getState().hide(false);
    pass(29_000);
    store.getState().tick();
    expect(store.getState().state).toBe('open');
    store.getState().hide(true);
    pass(30_000);
    store.getState().tick();
    expect(store.getState().state).toBe('locked');

    await store.getState().unlock('right');
    store.getState().setAutoLock({ whenHidden: false });
    pass(5 * MINUTE);
    store.getState().tick();
    expect(store.getState().state).toBe('open');
  });

  it('of a machine that slept is locked before anything is shown', async () => {
    const store = await opened();
    store.getState().hide(true);
    pass(HOUR, { asleep: true });
    store.getState().hide(false);
    expect(store.getState().state).toBe('locked');
  });

  it.each(['touch', 'tick'] as const)(
    'of a machine that slept is locked at the first %s, hidden or not',
    async (first) => {
      const store = await opened();
      pass(HOUR, { asleep: true });
      store.getState()[first]();
      expect(store.getState().state).toBe('locked');
    },
  );

  it.each([-2 * HOUR, -9_999 * HOUR])(
    'whose clock is set back by %i ms locks no later, and says no more than was chosen',
    async (by) => {
      const store = await opened();
      pass(4 * MINUTE);
      store.getState().tick();
      wall += by;
      store.getState().tick();
      expect(store.getState().locksIn).toBe(360);
      pass(6 * MINUTE - 1);
      store.getState().tick();
      expect(store.getState().state).toBe('open');
      pass(1);
      store.getState().tick();
      expect(store.getState().state).toBe('locked');
    },
  );

  it('hidden, whose clock is set back, is locked half a minute after it was hidden', async () => {
    const store = await opened();
    store.getState().hide(true);
    wall -= 2 * HOUR;
    store.getState().tick();
    pass(30_000);
    store.getState().tick();
    expect(store.getState().state).toBe('locked');
  });

  it('whose clock is turned forward locks at the next look', async () => {
    const store = await opened();
    wall += HOUR;
    store.getState().tick();
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

it('tries no passphrase while wrong ones have to wait, and says how long', async () => {
  dependencies.wrongTries.count = vi.fn(() => {
    waitUntil = steady + 2_500;
  });
  const store = vault();
  await expect(store.getState().unlock('wrong')).rejects.toThrow('wrong-passphrase');
  expect(dependencies.wrongTries.count).toHaveBeenCalledOnce();
  expect(store.getState().wait).toBe(3);
  await expect(store.getState().unlock('right')).rejects.toThrow('wrong-passphrase');
  expect(dependencies.repository.unlock).toHaveBeenCalledOnce();
  wall -= 2 * HOUR;
  pass(1_000);
  store.getState().tick();
  expect(store.getState().wait).toBe(2);
  pass(1_500);
  store.getState().tick();
  expect(store.getState().wait).toBe(0);
  await store.getState().unlock('right');
  expect(dependencies.wrongTries.forget).toHaveBeenCalledOnce();
  expect(store.getState().state).toBe('open');
});

describe('of several tabs', () => {
  it('locked in one is locked in all, each telling nobody again', async () => {
    const [one, two, three] = [await opened(), await opened(), await opened()];
    one.getState().lock();
    for (const store of [one, two, three]) expect(store.getState().state).toBe('locked');
    expect(told).toEqual(['vault-locked']);
  });

  it('covers one that is being written in, too', async () => {
    const [one, two] = [await opened(), await opened()];
    writing = true;
    one.getState().lock();
    expect([one, two].map((store) => store.getState().state)).toEqual(['closing', 'closing']);
  });

  it('stays open as long as somebody is at one, and then locks in all', async () => {
    const [used, left] = [await opened(), await opened()];
    left.getState().hide(true);
    for (let second = 0; second < 20 * 60; second++) {
      pass(1_000);
      used.getState().touch();
      for (const store of [used, left]) store.getState().tick();
    }
    expect([used, left].map((store) => store.getState().state)).toEqual(['open', 'open']);
    used.getState().hide(true);
    pass(30_000);
    left.getState().tick();
    expect([used, left].map((store) => store.getState().state)).toEqual(['locked', 'locked']);
  });

  it('does not take for news what one that was frozen hears late', async () => {
    const store = await opened();
    const at = wall;
    pass(HOUR, { asleep: true });
    listeners.at(-1)!.get('vault-used')!({ kind: 'vault-used', touched: true, at } as never);
    store.getState().tick();
    expect(store.getState().state).toBe('locked');
  });

  it('starts anew where another makes or removes a vault', async () => {
    vault('none');
    const other = vault('none');
    await other.getState().make('right');
    expect(dependencies.startAnew).toHaveBeenCalled();
  });
});

it('tells other tabs of a vault that was made or removed', async () => {
  const store = vault('none');
  await store.getState().make('right');
  expect(told).toEqual(['vault-changed']);
  await expect(store.getState().remove('wrong')).rejects.toThrow();
  expect(store.getState().state).toBe('open');
  await store.getState().remove('right');
  expect(told).toEqual(['vault-changed', 'vault-changed']);
  expect(store.getState()).toMatchObject({ state: 'none', locksIn: null });
});
