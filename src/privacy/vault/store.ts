import { createStore, type StoreApi } from 'zustand/vanilla';
import { type AuditKind, writeAudit } from '@/db/audit';
import { VaultError } from '@/db/vault/errors';
import type { VaultRepository } from '@/db/vault/repository';

/** `closing`: the screens are covered, and the key goes when what is being written has ended. */
export type VaultState = 'none' | 'locked' | 'open' | 'closing';

export const IDLE_MINUTES = [1, 5, 10, 30] as const;
export type IdleMinutes = (typeof IDLE_MINUTES)[number];

/** When an open vault locks by itself. */
export interface AutoLock {
  idleMinutes: IdleMinutes;
  /** A while after the tab was hidden, so that a look at another tab does not lock it. */
  whenHidden: boolean;
}

/** How long a tab may be hidden. */
const HIDDEN_MS = 30_000;

export interface Vault {
  state: VaultState;
  /** A kiosk's that keeps its history: nothing is written without one, and it stays open from staff to staff. */
  needed: boolean;
  autoLock: AutoLock;
  /** Milliseconds since 1970 at which it locks if nothing is touched; null while it is not open, or where only a person locks it. */
  lockAt: number | null;
  /** No passphrase is tried before then. */
  waitUntil: number;
  /** These reject with a VaultError. A wrong passphrase is `wrong-passphrase`; after the third each next try has to wait longer. */
  make(passphrase: string): Promise<void>;
  unlock(passphrase: string): Promise<void>;
  change(passphrase: string, next: string): Promise<void>;
  remove(passphrase: string): Promise<void>;
  lock(): void;
  setAutoLock(change: Partial<AutoLock>): void;
  /** A person did something. */
  touch(): void;
  /** The tab was hidden, or is seen again. */
  hide(hidden: boolean): void;
  /** Locks if it is time: called every second, and when a sleeping machine wakes. */
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
  /** Other tabs have to start anew: what they know of the vault is no longer so. */
  tellOthers(): void;
  now(): number;
}

const FREE_TRIES = 3;
const LONGEST_WAIT_MS = 60_000;

export function createVaultStore(dependencies: VaultDependencies): VaultStore {
  const { repository, busy, now, autoLock } = dependencies;
  let touchedAt = now();
  let hiddenAt: number | null = null;
  let wrong = 0;

  const store = createStore<Vault>()((set, get) => {
    function deadline(): number | null {
      if (get().needed) return null;
      const { idleMinutes, whenHidden } = get().autoLock;
      const idle = touchedAt + idleMinutes * 60_000;
      return hiddenAt !== null && whenHidden ? Math.min(idle, hiddenAt + HIDDEN_MS) : idle;
    }

    function stayOpen(): void {
      touchedAt = now();
      set({ state: 'open', lockAt: deadline() });
    }

    async function withPassphrase(act: () => Promise<void>): Promise<void> {
      if (now() < get().waitUntil) throw new VaultError('wrong-passphrase');
      try {
        await act();
        wrong = 0;
      } catch (error) {
        if (error instanceof VaultError && error.code === 'wrong-passphrase') {
          wrong += 1;
          const wait = wrong < FREE_TRIES ? 0 : Math.min(2 ** (wrong - FREE_TRIES) * 1000, LONGEST_WAIT_MS);
          set({ waitUntil: now() + wait });
          void writeAudit('vault-refused');
        }
        throw error;
      }
    }

    const log = (kind: AuditKind) => void writeAudit(kind);

    function dropKey(): void {
      repository.lock();
      dependencies.closed();
      set({ state: 'locked', lockAt: null });
      log('vault-locked');
    }

    return {
      state: dependencies.found,
      needed: dependencies.needed,
      autoLock,
      lockAt: null,
      waitUntil: 0,

      async make(passphrase) {
        // It would be refused its next row.
        if (busy()) throw new VaultError('busy');
        await repository.make(passphrase, dependencies.tellOthers);
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
        dependencies.tellOthers();
        log('vault-removed');
        set({ state: 'none', lockAt: null });
      },

      lock() {
        if (get().state !== 'open') return;
        if (busy()) set({ state: 'closing', lockAt: null });
        else dropKey();
      },

      setAutoLock(change) {
        const changed = { ...get().autoLock, ...change };
        dependencies.keepAutoLock(changed);
        set({ autoLock: changed });
        if (get().state === 'open') set({ lockAt: deadline() });
      },

      touch() {
        if (get().state === 'open') stayOpen();
      },

      hide(hidden) {
        // Time that ran out while the machine slept has run out.
        get().tick();
        hiddenAt = hidden ? now() : null;
        if (get().state === 'open') set({ lockAt: deadline() });
      },

      tick() {
        const at = deadline();
        if (get().state === 'open' && at !== null && now() >= at) get().lock();
        if (get().state === 'closing' && !busy()) dropKey();
      },
    };
  });

  dependencies.onBusyChange(() => store.getState().tick());
  return store;
}

/** Touches and the clock of this window; returns how to stop. */
export function watchWindow(vault: VaultStore): () => void {
  const stop = new AbortController();
  const options = { signal: stop.signal, passive: true, capture: true };
  const { touch, hide, tick } = vault.getState();
  for (const kind of ['pointerdown', 'pointermove', 'keydown', 'input', 'wheel', 'touchstart']) {
    window.addEventListener(kind, touch, options);
  }
  document.addEventListener('visibilitychange', () => hide(document.hidden), options);
  const clock = setInterval(tick, 1000);
  return () => {
    stop.abort();
    clearInterval(clock);
  };
}
