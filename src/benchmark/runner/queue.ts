import type { Rows } from '../rows';
import type { Run } from '../types';
import { RunFault } from './fault';
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
}

export interface Queue {
  /** Asks the runs that wait, one after the other. */
  kick(): void;
  /** Ends the asking of a run; resolves when nothing more of it will be written. */
  stop(runId: string): Promise<void>;
  /** Runs that a closed tab left in the middle stand still until a person has them go on. */
  recover(): Promise<void>;
}

export function createQueue({ rows, prepare, keepAwake, now, onActive, onBroken }: QueueDependencies): Queue {
  let working = false;
  let kickedAgain = false;
  let active: { runId: string; controller: AbortController; ended: Promise<void> } | null = null;

  async function adoptOrphans(): Promise<void> {
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
      const byPerson = controller.signal.aborted;
      // Where the database itself fails, the row keeps saying 'running' and is adopted at the next opening.
      await rows
        .changeRun(id, (run) => {
          run.state = 'paused';
          run.fault = byPerson ? null : { code, details };
        })
        .catch(() => undefined);
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
    async stop(runId) {
      if (active?.runId !== runId) return;
      active.controller.abort();
      await active.ended;
    },
    async recover() {
      await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
        if (lock) await adoptOrphans();
      });
    },
  };
}
