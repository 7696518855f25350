import { install } from './install.ts';
import { CHANNEL, type FromWorker, type State, type ToServiceWorker } from './protocol.ts';
import type { Plan } from './ways.ts';

/* Runs in a service worker before its own code, as the first lines of its file. */

declare const self: ServiceWorkerGlobalScope;
declare global {
  /** In the file of a new version: what is to fail while it is installed. */
  var faultOfNewVersion: Plan | undefined;
}

/** Of two at a time, the one that is being installed is the new one, until a page speaks to it as its own. */
const thread = self.registration.active === null ? 'service-worker' : 'new-service-worker';
let state: State = { counts: {}, fired: null, uncaught: [] };
let spokenTo = false;

const channel = new BroadcastChannel(CHANNEL);
const post = channel.postMessage;
const tell = (message: FromWorker) => post.call(channel, message);

const arm = install(thread, (op, fired) => {
  const key = `service-worker ${op}`;
  state.counts[key] = (state.counts[key] ?? 0) + 1;
  state.fired ??= fired;
  if (!spokenTo) tell({ type: 'call', thread, op, fired });
});
if (globalThis.faultOfNewVersion?.thread === thread) arm(globalThis.faultOfNewVersion);

self.addEventListener('message', (event) => {
  const { faults } = event.data as Partial<ToServiceWorker>;
  if (faults === undefined) return;
  event.stopImmediatePropagation();
  if (faults.arm !== undefined) {
    spokenTo = true;
    state = { counts: {}, fired: null, uncaught: [] };
    arm(faults.arm?.thread === 'service-worker' ? { ...faults.arm, thread } : null);
  }
  event.ports[0]!.postMessage(spokenTo ? state : null);
});

const uncaught = (reason: string) => {
  state.uncaught.push(`service-worker: ${reason}`);
  if (!spokenTo) tell({ type: 'uncaught', thread, reason });
};
self.addEventListener('error', ({ message }) => uncaught(message));
/** Why an installation failed. A service worker has no other way to fail one than to reject, and Chromium reports that as uncaught. */
const failedInstall = new Set<unknown>();
self.addEventListener('install', (event) => {
  const waitUntil = event.waitUntil.bind(event);
  event.waitUntil = (work: Promise<unknown>) => {
    work.catch((reason) => failedInstall.add(reason));
    waitUntil(work);
  };
});
self.addEventListener('unhandledrejection', ({ reason }) => failedInstall.has(reason) || uncaught(String(reason)));
