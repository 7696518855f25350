import { install } from './install.ts';
import { CHANNEL, type FromWorker, type ToWorkers, type WorkerStart } from './protocol.ts';

/* Runs in a worker before its own code, which it then imports. */

declare global {
  var faultStart: WorkerStart;
}

const { worker, thread, address, plan, before } = globalThis.faultStart;
const channel = new BroadcastChannel(CHANNEL);
const post = channel.postMessage;
const tell = (message: FromWorker) => post.call(channel, message);
const arm = install(thread, (op, fired) => tell({ type: 'call', thread, op, fired }));
arm(plan, before);
channel.onmessage = ({ data }: MessageEvent<ToWorkers>) => {
  arm(data.plan);
  tell({ type: 'armed', worker, id: data.id });
};
/** Until it is known that it can't. */
let couldStart = true;
self.addEventListener('error', ({ message }) => couldStart && tell({ type: 'uncaught', thread, reason: message }));
self.addEventListener('unhandledrejection', ({ reason }) => tell({ type: 'uncaught', thread, reason: String(reason) }));

// What comes before the worker's own code listens waits for it.
const early: MessageEvent[] = [];
const hold = (event: MessageEvent) => {
  event.stopImmediatePropagation();
  early.push(event);
};
self.addEventListener('message', hold);
import(/* @vite-ignore */ address).then(
  () => {
    self.removeEventListener('message', hold);
    for (const { data, ports } of early) self.dispatchEvent(new MessageEvent('message', { data, ports: [...ports] }));
  },
  // Whoever started a worker whose script is not there hears of an error, and so does it here.
  (error: unknown) => {
    couldStart = false;
    reportError(error);
  },
);
