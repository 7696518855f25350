import type { State, ToServiceWorker } from './protocol.ts';

const { postMessage } = ServiceWorker.prototype;

/** Gives what the service worker counted; null where there is none, or none that has the wrapper. */
export async function askServiceWorker(faults: ToServiceWorker['faults']): Promise<State | null> {
  const worker = navigator.serviceWorker.controller;
  if (worker === null) return null;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<State>) => resolve(data);
    postMessage.call(worker, { faults } satisfies ToServiceWorker, { transfer: [port2] });
    setTimeout(resolve, 2_000, null);
  });
}
