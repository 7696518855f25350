import { install } from './install.ts';
import { type CallCounts, CHANNEL, type FromWorker, type ToWorkers } from './protocol.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import type { Fired, Plan } from './ways.ts';
import { prefixWorkers } from './workers.ts';

/* Runs before the page's own code. */

/** By which a test reaches it. */
export interface Faults {
  /** What is to fail from here on; null: nothing. Resolves when the workers know. */
  arm(plan: Plan | null): Promise<void>;
  /** Since it was armed. */
  state(): { counts: CallCounts; fired: Fired | null; uncaught: string[] };
  snapshot(): Promise<Snapshot>;
}

declare global {
  var faults: Faults;
  /** The texts of the scripts that were built, by their names. */
  var faultScripts: { page: string; worker: string };
}

const channel = new BroadcastChannel(CHANNEL);
const post = channel.postMessage;
let counts: CallCounts = {};
let fired: Fired | null = null;
let uncaught: string[] = [];
/** A page that loads has the plan in its window's name, which it keeps over loads. */
let plan = JSON.parse(window.name || 'null') as Plan | null;

function heard(thread: string, op: string, its: Fired | null): void {
  const key = `${thread} ${op}`;
  counts[key] = (counts[key] ?? 0) + 1;
  fired ??= its;
}

const workers = prefixWorkers(globalThis.faultScripts.worker, (thread) => ({
  plan: fired ? null : plan,
  before: Object.fromEntries(
    Object.entries(counts).flatMap(([key, count]) =>
      key.startsWith(`${thread} `) ? [[key.slice(thread.length + 1), count]] : [],
    ),
  ),
}));
const arm = install('page', (op, its) => heard('page', op, its));
arm(plan);

const armed = new Map<string, () => void>();
channel.onmessage = ({ data }: MessageEvent<FromWorker>) => {
  if (data.type === 'call') heard(data.thread, data.op, data.fired);
  else if (data.type === 'uncaught') uncaught.push(`${data.thread}: ${data.reason}`);
  else armed.get(`${data.worker} ${data.id}`)?.();
};

let armings = 0;
globalThis.faults = {
  async arm(next) {
    const id = ++armings;
    plan = next;
    [counts, fired, uncaught] = [{}, null, []];
    arm(next);
    post.call(channel, { type: 'arm', plan: next, id } satisfies ToWorkers);
    await Promise.all([...workers].map((worker) => answered(worker, id)));
  },
  state: () => ({ counts, fired, uncaught }),
  snapshot: takeSnapshot,
};

/** Of one that has ended meanwhile no answer comes. */
function answered(worker: string, id: number): Promise<void> {
  return new Promise((resolve) => {
    armed.set(`${worker} ${id}`, resolve);
    setTimeout(resolve, 1_000);
  });
}
