import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BenchmarkStore } from '@/benchmark/store';
import type { ChatStore } from '@/chat/store';
import { writeAudit } from '@/db/audit';
import type { Engine } from '@/engine/types';
import type { ModelsStore } from '@/models/store';
import type { Kiosk } from '@/privacy/kiosk/config';
import { WrongTries } from '@/privacy/wrong-tries';
import { ClipboardWatch } from './clipboard';
import { IdleClock } from './idle-clock';
import { wipeVisit } from './wipe-visit';

/** A quarter of an hour at most: who only slips is not kept out, who guesses is. */
const PIN_TRIES = { storedAt: 'hakui:kiosk:pin', free: 5, firstMs: 30_000, longestMs: 15 * 60_000 };

/** `erasing`: what was before is being taken away, and nothing of it is on the screen any more. */
export type KioskPhase = 'attract' | 'visit' | 'erasing' | 'staff';

export interface KioskState {
  config: Kiosk;
  phase: KioskPhase;
  /** The question that the visitor asked last and its answer, by conversation; null while the next one is typed. */
  conversationId: string | null;
  /** Seconds until all is over; null while somebody is there. */
  countdown: number | null;
  /** Whether staff are asked for their PIN. */
  asksPin: boolean;
  /** Seconds until a PIN is taken again; 0: one is taken now. */
  pinWait: number;
  /** Whether it is known which model loads, if any. */
  opened: boolean;
  /** Loads the kiosk's model, by the question about its licence where that is open. */
  open(): Promise<void>;
  /** A visit begins. */
  begin(): void;
  /** The visitor's question was written down. */
  asked(conversationId: string): void;
  /** The visitor wants to ask another question. */
  askAnother(): void;
  /** Somebody touched something. */
  touch(): void;
  /** Looks at the clocks: called each second, and when the tab is looked at again. */
  look(): void;
  /** Somebody said that they are still there. */
  stay(): void;
  /** Ends a visit or staff mode; resolves when nothing is left of it and the first screen stands. */
  finish(): Promise<void>;
  askPin(open: boolean): void;
  /** Lets staff in, after what a visitor left is gone. Rejects where the PIN could not be checked. */
  enter(pin: string): Promise<'entered' | 'refused' | 'blocked'>;
}

export type KioskStore = StoreApi<KioskState>;

export interface KioskDependencies {
  config: Kiosk;
  models: ModelsStore;
  chat: ChatStore;
  benchmark: BenchmarkStore;
  engine: Pick<Engine, 'forget'>;
  eraseRows: (() => Promise<void>) | null;
  checkPin(pin: string, hash: string): Promise<boolean>;
  /** The last resort where something could not be taken away: loads the page anew. */
  startOver(): void;
}

export function createKioskStore(dependencies: KioskDependencies): KioskStore {
  const { config, models, chat, benchmark, checkPin } = dependencies;
  const clipboard = new ClipboardWatch();
  clipboard.watch();
  const wrongPins = new WrongTries(PIN_TRIES);
  const pinWait = () => Math.ceil(wrongPins.waitMs() / 1_000);

  return createStore<KioskState>()((set, get) => {
    const clock = new IdleClock(
      { idleMs: config.idleSeconds * 1_000, countdownMs: config.countdownSeconds * 1_000 },
      {
        onCountdown(countdown) {
          if (get().phase === 'attract') return;
          set({ countdown, ...(countdown !== null && { asksPin: false }) });
        },
        onIdle() {
          if (get().phase === 'attract') void wipe('attract');
          else void get().finish();
        },
      },
    );

    const busy = () => Object.keys(chat.getState().running).length > 0 || benchmark.getState().activeId !== null;
    for (const store of [chat, benchmark]) store.subscribe(() => clock.hold(busy()));

    function startClock(): void {
      clock.start();
      clock.hold(busy());
    }

    async function wipe(next: 'attract' | 'staff'): Promise<void> {
      clock.stop();
      set({ phase: 'erasing', conversationId: null, countdown: null, asksPin: false });
      try {
        await wipeVisit({ ...dependencies, clipboard, language: config.language });
      } catch (error) {
        console.error('What a visit left could not be taken away; the page is loaded anew:', error);
        dependencies.startOver();
        return;
      }
      if (next === 'staff') startClock();
      set({ phase: next });
    }

    /** The model that the owner chose, if it can run here: no other answers in its place. */
    function ownModel(): string | null {
      const own = models.getState().entries.find(({ record }) => record.id === config.model);
      return own?.shelf === 'here' ? config.model : null;
    }

    /** Null where its licence is not accepted. */
    async function choose(): Promise<string | null> {
      const id = ownModel();
      return id !== null && (await models.getState().consentAfterNotice(id)) ? id : null;
    }

    async function openModel(): Promise<void> {
      const { device, open, load } = models.getState();
      set({ opened: false });
      if (device === null) await open(async () => ({ id: await choose(), missedId: null }));
      else {
        const id = await choose();
        if (id !== null) void load(id);
      }
      set({ opened: true });
    }

    return {
      config,
      phase: 'attract',
      conversationId: null,
      countdown: null,
      asksPin: false,
      pinWait: pinWait(),
      opened: false,

      open: openModel,

      begin() {
        if (get().phase !== 'attract') return;
        set({ phase: 'visit', asksPin: false });
        startClock();
        // What could not be done when the last visit ended: now somebody has pressed.
        void clipboard.wipe();
      },

      asked(conversationId) {
        if (get().phase === 'visit') set({ conversationId });
      },

      askAnother() {
        set({ conversationId: null });
      },

      touch() {
        // On the first screen there is no visit to end, but a language or a question for the PIN that somebody left.
        if (get().phase === 'attract') startClock();
        else clock.touch();
      },

      look() {
        clock.check();
        if (pinWait() !== get().pinWait) set({ pinWait: pinWait() });
      },

      stay: () => clock.stay(),

      async finish() {
        const { phase } = get();
        if (phase !== 'visit' && phase !== 'staff') return;
        await wipe('attract');
        if (phase === 'staff') await writeAudit('staff-left');
        await writeAudit('kiosk-wiped');
        // Staff may have loaded another model, or none.
        if (models.getState().wantedId !== ownModel()) await openModel();
      },

      askPin(asksPin) {
        set({ asksPin });
      },

      async enter(pin) {
        const { staffPin } = config;
        if (staffPin === undefined || pinWait() > 0) return 'blocked';
        if (!(await checkPin(pin, staffPin))) {
          wrongPins.count();
          set({ pinWait: pinWait() });
          await writeAudit('staff-refused');
          return 'refused';
        }
        wrongPins.forget();
        const { phase } = get();
        if (phase !== 'attract' && phase !== 'visit') return 'blocked';
        await wipe('staff');
        if (phase === 'visit') await writeAudit('kiosk-wiped');
        await writeAudit('staff-entered');
        return 'entered';
      },
    };
  });
}
