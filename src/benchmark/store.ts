import { createStore, type StoreApi } from 'zustand/vanilla';
import { timestamp } from '@/clock/clocks';
import { tabs } from '@/tabs/this-tab';
import { RunFault } from './runner/fault';
import { createQueue, type Halted, type QueueDependencies } from './runner/queue';
import type { Run, RunPlan } from './types';

export interface BenchmarkState {
  /** The run that this tab asks now. */
  activeId: string | null;
  /** Since when it asks, and how many items the run had then: what its pace is told from. */
  since: { at: number; done: number } | null;
  /** Runs being brought to a stand. */
  stopping: ReadonlySet<string>;
  /** Set when the database could not be read or written, until the next run starts. */
  broken: RunFault | null;
  /** Runs that stand still though their rows say otherwise, because the storage did not take it; it is written as soon as it does. */
  halted: Halted;
  /** Puts runs at the end of the queue and starts it. Gives their ids. */
  enqueue(wanted: readonly { plan: RunPlan; modelId: string }[]): Promise<string[]>;
  pause(id: string): Promise<void>;
  /** Goes on with a run that stands still or failed, at its next item. */
  resume(id: string): Promise<void>;
  /** Ends a run for good; what was asked stays. */
  cancel(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** What opening the page does. */
  recover(): Promise<void>;
}

export type BenchmarkStore = StoreApi<BenchmarkState>;

export type BenchmarkDependencies = Omit<QueueDependencies, 'onActive' | 'onBroken' | 'onHalted'> & {
  appVersion: string;
};

export function createBenchmarkStore({ appVersion, ...dependencies }: BenchmarkDependencies): BenchmarkStore {
  const { rows, now } = dependencies;

  return createStore<BenchmarkState>()((set, get) => {
    const queue = createQueue({
      ...dependencies,
      onActive(activeId) {
        set({ activeId, since: null, ...(activeId !== null && { broken: null }) });
        if (activeId === null) return;
        void rows.findRun(activeId).then((run) => {
          if (run && get().activeId === activeId) set({ since: { at: now(), done: run.done } });
        });
      },
      onBroken: (error) => set({ broken: RunFault.from(error) }),
      onHalted: (halted) => set({ halted }),
    });

    tabs.hear('run-stopped', ({ runId }) => void queue.stop(runId));

    async function standStill(id: string, state: Run['state']): Promise<void> {
      set({ stopping: new Set([...get().stopping, id]) });
      tabs.tell({ kind: 'run-stopped', runId: id });
      try {
        await queue.stop(id);
        await rows.changeRun(id, (run) => {
          if (run.state !== 'done') run.state = state;
        });
      } finally {
        set({ stopping: new Set([...get().stopping].filter((each) => each !== id)) });
      }
    }

    return {
      activeId: null,
      since: null,
      stopping: new Set(),
      broken: null,
      halted: new Map(),

      async enqueue(wanted) {
        // A millisecond apart, so that a list by date has them in their order.
        const createdAt = timestamp();
        const added = wanted.map(({ plan, modelId }, position) =>
          newRun(plan, modelId, createdAt + position, position, appVersion),
        );
        await rows.addRuns(added);
        queue.kick();
        return added.map(({ id }) => id);
      },

      pause: (id) => standStill(id, 'paused'),

      async resume(id) {
        await queue.settle();
        await rows.changeRun(id, (run) => {
          if (run.state === 'paused' || run.state === 'cancelled') Object.assign(run, { state: 'queued', fault: null });
        });
        queue.kick();
      },

      cancel: (id) => standStill(id, 'cancelled'),

      async remove(id) {
        await standStill(id, 'cancelled');
        await rows.deleteRun(id);
      },

      recover: () => queue.recover(),
    };
  });
}

function newRun(plan: RunPlan, modelId: string, createdAt: number, position: number, appVersion: string): Run {
  return {
    id: crypto.randomUUID(),
    origin: 'local',
    createdAt,
    position,
    state: 'queued',
    plan,
    model: null,
    modelId,
    appVersion,
    total: 0,
    done: 0,
    failed: 0,
    correct: 0,
    trend: [],
    leftOut: {},
    fault: null,
  };
}
