import { NETWORK_CHANNEL, observeNetwork } from './observe';

/** Imported first by a worker: tells the windows of this browser what the worker asks of the network. */
const channel = new BroadcastChannel(NETWORK_CHANNEL);
observeNetwork((seen) => channel.postMessage(seen));
