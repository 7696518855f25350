import { createStore, type StoreApi } from 'zustand/vanilla';
import { timestamp } from '@/clock/clocks';
import { eachSecond } from '@/clock/each-second';
import { Elapsed } from '@/clock/elapsed';
import { type AuditKind, writeAudit } from '@/db/audit';
import { VaultError } from '@/db/vault/errors';
import type { VaultRepository } from '@/db/vault/repository';
import type { Tabs } from '@/tabs/tabs';
import type { WrongTries } from '../wrong-tries';

/** `closing`: the screens are covered, and the key goes when what is being written has ended. */
export type VaultState = 'none' | 'locked' | 'open' | 'closing';

export const IDLE_MINUTES = [1, 5, 10, 30] as const;
export type IdleMinutes = (typeof IDLE_MINUTES)[number];

/** When an open vault locks by itself. */
export interface AutoLock {
  idleMinutes: IdleMinutes;
  /** A while after its tabs were hidden, so that a look at another page does not lock it. */
  whenHidden: boolean;
}

/** How long all its tabs may be hidden. */
const HIDDEN_MS = 30_000;

/** What another tab tells of its use counts if it is so young: one that was frozen hears late what was so long ago. */
const FRESH_MS = 5_000;

export interface Vault {
  state: VaultState;
  /** A kiosk's that keeps its history: nothing is written without one, and it stays open from staff to staff. */
  needed: boolean;
  autoLock: AutoLock;
  /** Seconds until it locks if nothing is touched; null while it is not open, or where only a person locks it. */
  locksIn: number | null;
  /** Seconds until a passphrase is tried again; 0: one is tried now. */
  wait: number;
  /** These reject with a VaultError. A wrong passphrase is `wrong-passphrase`; after the third each next try has to wait longer. */
  make(passphrase: string): Promise<void>;
  unlock(passphrase: string): Promise<void>;
  change(passphrase: string, next: string): Promise<void>;
  remove(passphrase: string): Promise<void>;
  /** In every tab, at once. */
  lock(): void;
  setAutoLock(change: Partial<AutoLock>): void;
  /** A person did something. */
  touch(): void;
  /** The tab was hidden, or is seen again. */
  hide(hidden: boolean): void;
  /** Looks at the clocks, and locks if it is time: called each second. */
  tick(): void;
}

export type VaultStore = StoreApi<Vault>;

export interface VaultDependencies {
  repository: VaultRepository;
  found: 'none' | 'locked';
  needed: boolean;
  autoLock: AutoLock;
  keepAutoLock(autoLock: AutoLock): void;
  /** Whether an answer or a run is being written, which needs the key. */
  busy(): boolean;
  /** Called when `busy` may have changed. */
  onBusyChange(listener: () => void): void;
  /** What the vault was opened for begins: unfinished answers and runs are looked after. */
  opened(): void;
  /** Whatever holds texts in memory lets go of them. */
  closed(): void;
  wrongTries: Pick<WrongTries, 'waitMs' | 'count' | 'forget'>;
  tabs: Pick<Tabs, 'tell' | 'hear'>;
  /** Another tab has made or removed a vault: what this one knows is no longer so. */
  startAnew(): void;
}

export function createVaultStore(dependencies: VaultDependencies): VaultStore {
  const { repository, busy, autoLock, wrongTries, tabs } = dependencies;
  /** Since anybody touched a tab of it, and since one was in sight. */
  const [untouched, unseen] = [new Elapsed(), new Elapsed()];
  let hidden = false;
  let touched = false;

  const store = createStore<Vault>()((set, get) => {
    function msToLock(): number | null {
      if (get().state !== 'open' || get().needed) return null;
      const { idleMinutes, whenHidden } = get().autoLock;
      const left = idleMinutes * 60_000 - untouched.look();
      return hidden && whenHidden ? Math.min(left, HIDDEN_MS - unseen.look()) : left;
    }

    /** Also before a touch counts: what ran out while the machine slept has run out, whoever touches it first. */
    function lockIfTime(): void {
      const left = msToLock();
      if (left !== null && left <= 0) get().lock();
    }

    /** The seconds that are shown; a second in which nothing changes redraws nothing. */
    function show(): void {
      const left = msToLock();
      const locksIn = left === null ? null : seconds(left);
      const wait = seconds(wrongTries.waitMs());
      if (locksIn !== get().locksIn || wait !== get().wait) set({ locksIn, wait });
    }

    function stayOpen(): void {
      untouched.restart();
      unseen.restart();
      set({ state: 'open' });
      show();
    }

    async function withPassphrase(act: () => Promise<void>): Promise<void> {
      if (wrongTries.waitMs() > 0) throw new VaultError('wrong-passphrase');
      try {
        await act();
        wrongTries.forget();
      } catch (error) {
        if (error instanceof VaultError && error.code === 'wrong-passphrase') {
          wrongTries.count();
          void writeAudit('vault-refused');
        }
        throw error;
      } finally {
        show();
      }
    }

    const log = (kind: AuditKind) => void writeAudit(kind);

    function dropKey(): void {
      repository.lock();
      dependencies.closed();
      set({ state: 'locked', locksIn: null });
      log('vault-locked');
    }

    /** The screens are covered before anything else. */
    function lockHere(): void {
      if (get().state !== 'open') return;
      if (busy()) set({ state: 'closing', locksIn: null });
      else dropKey();
    }

    tabs.hear('vault-locked', lockHere);
    tabs.hear('vault-changed', () => dependencies.startAnew());
    tabs.hear('vault-used', (used) => {
      if (Math.abs(timestamp() - used.at) > FRESH_MS) return;
      unseen.restart();
      if (used.touched) untouched.restart();
    });

    return {
      state: dependencies.found,
      needed: dependencies.needed,
      autoLock,
      locksIn: null,
      wait: seconds(wrongTries.waitMs()),

      async make(passphrase) {
        // It would be refused its next row.
        if (busy()) throw new VaultError('busy');
        await repository.make(passphrase, () => tabs.tell({ kind: 'vault-changed' }));
        log('vault-made');
        stayOpen();
      },

      async unlock(passphrase) {
        const before = get().state;
        await withPassphrase(() => repository.unlock(passphrase));
        log('vault-unlocked');
        stayOpen();
        if (before === 'locked') dependencies.opened();
      },

      async change(passphrase, next) {
        await withPassphrase(() => repository.change(passphrase, next));
        log('passphrase-changed');
      },

      async remove(passphrase) {
        await withPassphrase(() => repository.remove(passphrase));
        tabs.tell({ kind: 'vault-changed' });
        log('vault-removed');
        set({ state: 'none', locksIn: null });
      },

      lock() {
        if (get().state !== 'open') return;
        lockHere();
        tabs.tell({ kind: 'vault-locked' });
      },

      setAutoLock(change) {
        const changed = { ...get().autoLock, ...change };
        dependencies.keepAutoLock(changed);
        set({ autoLock: changed });
        get().tick();
      },

      touch() {
        lockIfTime();
        if (get().state !== 'open') return;
        untouched.restart();
        touched = true;
      },

      hide(isHidden) {
        lockIfTime();
        hidden = isHidden;
        unseen.restart();
      },

      tick() {
        lockIfTime();
        if (get().state === 'closing' && !busy()) dropKey();
        if (get().state === 'open' && !hidden) {
          tabs.tell({ kind: 'vault-used', touched, at: timestamp() });
          touched = false;
        }
        show();
      },
    };
  });

  dependencies.onBusyChange(() => store.getState().tick());
  return store;
}

/** As a person counts down: the last one is whole until it is over. */
const seconds = (milliseconds: number): number => Math.max(0, Math.ceil(milliseconds / 1_000));

/** Locks from anywhere, from within a field too: no browser, input method or screen reader that is known has it. */
const isLockKey = ({ code, ctrlKey, shiftKey, altKey, metaKey }: KeyboardEvent): boolean =>
  code === 'F12' && ctrlKey && shiftKey && !altKey && !metaKey;

/** Touches, the key and the clock of this window; returns how to stop. */
export function watchWindow(vault: VaultStore): () => void {
  const stop = new AbortController();
  const options = { signal: stop.signal, passive: true, capture: true };
  const { touch, hide, tick, lock } = vault.getState();
  for (const kind of ['pointerdown', 'pointermove', 'keydown', 'input', 'wheel', 'touchstart']) {
    window.addEventListener(kind, touch, options);
  }
  const onKey = (event: KeyboardEvent) => {
    if (!isLockKey(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    lock();
  };
  window.addEventListener('keydown', onKey, { signal: stop.signal, capture: true });
  document.addEventListener('visibilitychange', () => hide(document.hidden), options);
  hide(document.hidden);
  const stopLooking = eachSecond(tick);
  return () => {
    stop.abort();
    stopLooking();
  };
}
