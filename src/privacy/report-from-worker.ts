import { NETWORK_CHANNEL, observeNetwork } from './observe';
import type { Party } from './sightings';

/** Imported first by a worker: tells the windows of this browser what the worker asks of the network. */

/** By the names that workers are started with (start-worker.ts). */
const PARTIES: Readonly<Record<string, Party>> = {
  'hakui-engine': 'engine',
  'hakui-models': 'models',
  'hakui-import': 'import',
};

const channel = new BroadcastChannel(NETWORK_CHANNEL);
observeNetwork(PARTIES[self.name] ?? 'worker', (seen) => channel.postMessage(seen));
