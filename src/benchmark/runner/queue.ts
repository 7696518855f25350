import { untilWritten } from '@/db/storage';
import type { Rows } from '../rows';
import type { Run } from '../types';
import { EndedElsewhere, RunFault } from './fault';
import { type PreparedRun, runItems } from './run-items';

/** One tab of a browser asks; the lock is free again when that tab closes or crashes. */
const LOCK = 'hakui:benchmark';

export interface QueueDependencies {
  rows: Rows;
  prepare(run: Run, signal: AbortSignal): Promise<PreparedRun>;
  /** Called while a run is asked; gives the way to end it. */
  keepAwake(): () => void;
  now(): number;
  /** Which run this tab asks now; null when none. */
  onActive(runId: string | null): void;
  /** Called where the database cannot be read, so that nothing can be asked. */
  onBroken(error: unknown): void;
  /** Called with the runs that stand still though their rows say otherwise, because the storage did not take it. */
  onHalted(halted: Halted): void;
}

/** Why runs stand still, by their ids; null: a person paused it. */
export type Halted = ReadonlyMap<string, Run['fault']>;

export interface Queue {
  /** Asks the runs that wait, one after the other. */
  kick(): void;
  /** Ends the asking of a run; resolves when nothing more of it will be written. */
  stop(runId: string): Promise<void>;
  /** Runs that a closed tab left in the middle stand still until a person has them go on. Does not reject: `onBroken` is told. */
  recover(): Promise<void>;
  /** Writes down which runs stand still, where that could not be written. Rejects with a StorageError. */
  settle(): Promise<void>;
}

export function createQueue(dependencies: QueueDependencies): Queue {
  const { rows, prepare, keepAwake, now, onActive, onBroken, onHalted } = dependencies;
  const halted = new Map<string, Run['fault']>();
  let working = false;
  let kickedAgain = false;
  let active: { runId: string; controller: AbortController; ended: Promise<void> } | null = null;

  function halt(id: string, fault: Run['fault']): void {
    halted.set(id, fault);
    onHalted(new Map(halted));
    untilWritten(settle).catch(onBroken);
  }

  async function settle(): Promise<void> {
    for (const [id, fault] of [...halted]) {
      await rows.changeRun(id, (run) => {
        if (run.state === 'running') Object.assign(run, { state: 'paused', fault });
      });
      halted.delete(id);
      onHalted(new Map(halted));
    }
  }

  async function adoptOrphans(): Promise<void> {
    await settle();
    const orphans = (await rows.listRuns()).filter(({ state }) => state === 'running');
    for (const { id } of orphans) {
      await rows.changeRun(id, (run) => {
        run.state = 'paused';
        run.fault = { code: 'interrupted', details: {} };
      });
    }
  }

  async function nextQueued(): Promise<Run | undefined> {
    const queued = (await rows.listRuns()).filter(({ state }) => state === 'queued');
    return queued.sort((a, b) => a.createdAt - b.createdAt || a.position - b.position)[0];
  }

  /** Tells whether the queue may go on: a fault that stopped one run would stop the next one too. */
  async function ask({ id }: Run): Promise<boolean> {
    const controller = new AbortController();
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    active = { runId: id, controller, ended };
    onActive(id);
    const sleep = keepAwake();
    try {
      await rows.changeRun(id, (run) => {
        run.state = 'running';
        run.fault = null;
      });
      await runItems({ rows, prepare, now }, id, controller.signal);
      await rows.changeRun(id, (run) => {
        run.state = 'done';
      });
      return true;
    } catch (error) {
      const { code, details } = RunFault.from(error);
      const byPerson = controller.signal.aborted || error instanceof EndedElsewhere;
      const fault = byPerson ? null : { code, details };
      await rows
        .changeRun(id, (run) => {
          // One that another tab has ended stays so.
          if (run.state === 'running') Object.assign(run, { state: 'paused', fault });
        })
        .catch(() => halt(id, fault));
      return byPerson;
    } finally {
      sleep();
      active = null;
      onActive(null);
      end();
    }
  }

  async function work(): Promise<void> {
    await navigator.locks.request(LOCK, async () => {
      await adoptOrphans();
      kickedAgain = false;
      for (let run = await nextQueued(); run; run = await nextQueued()) {
        if (!(await ask(run))) return;
      }
    });
  }

  function kick(): void {
    kickedAgain = true;
    if (working) return;
    working = true;
    void work()
      .catch(onBroken)
      .finally(() => {
        working = false;
        // A run that came after the last look would wait for ever.
        if (kickedAgain) kick();
      });
  }

  return {
    kick,
    settle,
    async stop(runId) {
      if (active?.runId !== runId) return;
      active.controller.abort();
      await active.ended;
    },
    async recover() {
      await navigator.locks
        .request(LOCK, { ifAvailable: true }, async (lock) => {
          if (lock) await adoptOrphans();
        })
        .catch(onBroken);
    },
  };
}
