import { askServiceWorker } from './ask-service-worker.ts';
import { install } from './install.ts';
import { CHANNEL, type FromWorker, type State, type ToWorkers } from './protocol.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import type { Fired, Plan } from './ways.ts';
import { prefixWorkers } from './workers.ts';

/* Runs before the page's own code. */

/** By which a test reaches it. */
export interface Faults {
  /** What is to fail from here on, over loads too; null: nothing. Resolves when the workers know. */
  arm(plan: Plan | null): Promise<void>;
  plan(): Plan | null;
  /** Since it was armed. */
  state(): Promise<State>;
  snapshot(): Promise<Snapshot>;
}

declare global {
  var faults: Faults;
  /** The texts of the scripts that were built, by their names. */
  var faultScripts: { page: string; worker: string };
}

const channel = new BroadcastChannel(CHANNEL);
const post = channel.postMessage;
/** What a page that goes leaves to the next one of its tab. */
const LEFT = 'hakui-faults';
type Left = State & { plan: Plan | null };
let { plan, counts, fired, uncaught } = JSON.parse(
  sessionStorage.getItem(LEFT) ?? '{ "plan": null, "counts": {}, "fired": null, "uncaught": [] }',
) as Left;
window.addEventListener('pagehide', () => {
  sessionStorage.setItem(LEFT, JSON.stringify({ plan, counts, fired, uncaught } satisfies Left));
});

function heard(thread: string, op: string, its: Fired | null): void {
  const key = `${thread} ${op}`;
  counts[key] = (counts[key] ?? 0) + 1;
  fired ??= its;
}

const toStart = (thread: string) => ({
  plan: fired ? null : plan,
  before: Object.fromEntries(
    Object.entries(counts).flatMap(([key, count]) =>
      key.startsWith(`${thread} `) ? [[key.slice(thread.length + 1), count]] : [],
    ),
  ),
});
const workers = prefixWorkers(globalThis.faultScripts.worker, toStart);
const arm = install('page', (op, its) => heard('page', op, its));
const { plan: ownPlan, before } = toStart('page');
arm(ownPlan, before);

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
    await Promise.all([askServiceWorker({ arm: next }), ...[...workers].map((worker) => answered(worker, id))]);
  },
  plan: () => plan,
  async state() {
    const its = await askServiceWorker({ arm: undefined });
    return {
      counts: { ...counts, ...its?.counts },
      fired: fired ?? its?.fired ?? null,
      uncaught: [...uncaught, ...(its?.uncaught ?? [])],
    };
  },
  snapshot: takeSnapshot,
};

/** Of one that has ended meanwhile no answer comes. */
function answered(worker: string, id: number): Promise<void> {
  return new Promise((resolve) => {
    armed.set(`${worker} ${id}`, resolve);
    setTimeout(resolve, 1_000);
  });
}
