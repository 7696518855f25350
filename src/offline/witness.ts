import { timestamp } from '@/clock/clocks';
import { networkAddress, type Party, type Sighting } from '@/privacy/sightings';
import type { FromServiceWorker } from './protocol';

/*
 * The service worker as a witness: every request that a window or worker of this page makes passes it. It remembers
 * them for windows that are still loading, as long as the browser lets it run.
 */

declare const self: ServiceWorkerGlobalScope;

export interface Seen {
  sighting: Sighting;
  /** Of the window or worker that asked; for a navigation of the window to come. Empty: the service worker itself. */
  clientId: string;
  clientType: ClientTypes | null;
}

const BOOT = crypto.randomUUID();
/** More than a page load or a model's files make; what goes beyond it windows have heard long since. */
const MEMORY = 2_000;

const remembered = new Map<string, Seen>();
/** Addresses this worker is fetching, each with the sightings whose size is still to come. */
const awaitingSize = new Map<string, Seen[]>();
let count = 0;

/** A request as it comes in; what is not known yet follows with `complete`. */
export function sighted({ request, resultingClientId, clientId }: FetchEvent): Seen {
  return newSeen(request, resultingClientId || clientId, request.mode === 'navigate' ? 'window' : null);
}

/** Finds out who asked and how much was sent. */
export async function complete(seen: Seen, { request }: FetchEvent): Promise<void> {
  seen.sighting.sent = await bodyBytes(request);
  // One that started from a blob has no client before the service worker has taken it.
  seen.clientType ??= (await self.clients.get(seen.clientId))?.type ?? 'worker';
}

/** A request that this worker makes for itself. Its size follows by itself. */
export function ownRequest(request: Request): Seen {
  const seen = newSeen(request, '', null);
  seen.sighting.sent = 0;
  seen.sighting.answeredBy = 'network';
  awaitSize(seen);
  return seen;
}

/** Has the browser's own figure of the bytes added once it comes: of the network, not of what a cache gave. */
export function awaitSize(seen: Seen): void {
  const { address } = seen.sighting;
  awaitingSize.set(address, [...(awaitingSize.get(address) ?? []), seen]);
}

/** Tells every window, those not yet controlled too. */
export async function tell(seen: Seen): Promise<void> {
  remembered.set(seen.sighting.id, seen);
  const oldest = remembered.keys().next().value;
  if (remembered.size > MEMORY && oldest !== undefined) remembered.delete(oldest);
  for (const client of await self.clients.matchAll({ type: 'window', includeUncontrolled: true })) {
    client.postMessage({ type: 'sighting', sighting: forWindow(seen, client.id) } satisfies FromServiceWorker);
  }
}

/** What a window should know of that was asked since then, and its own navigation before. */
export function sightingsFor(windowId: string, since: number): Sighting[] {
  return [...remembered.values()]
    .filter(({ sighting, clientId }) => sighting.at >= since || clientId === windowId)
    .map((seen) => forWindow(seen, windowId));
}

/** Resource timing of this worker's own thread: the sizes of what it fetched, and whatever it fetched without saying so. */
export function observeOwnThread(): void {
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
      const address = networkAddress(entry.name);
      if (address !== null) void tell(sized(address, entry));
    }
  });
  observer.observe({ type: 'resource', buffered: true });
}

function sized(address: string, entry: PerformanceResourceTiming): Seen {
  const start = performance.timeOrigin + entry.startTime;
  const seen = takeAwaiting(address, start) ?? untold(address, start);
  seen.sighting.received = entry.transferSize;
  seen.sighting.status ??= entry.responseStatus || null;
  return seen;
}

/** The one that began nearest to that time: a request that failed may wait for its size for good. */
function takeAwaiting(address: string, start: number): Seen | undefined {
  const distance = ({ sighting }: Seen) => Math.abs(sighting.at - start);
  const [nearest, ...rest] = (awaitingSize.get(address) ?? []).toSorted((a, b) => distance(a) - distance(b));
  if (rest.length > 0) awaitingSize.set(address, rest);
  else awaitingSize.delete(address);
  return nearest;
}

function untold(address: string, start: number): Seen {
  const seen = newSeen({ url: address, method: null, destination: '' }, '', null);
  seen.sighting.at = start;
  return seen;
}

function newSeen(
  request: { url: string; method: string | null; destination: string },
  clientId: string,
  clientType: ClientTypes | null,
): Seen {
  count += 1;
  const sighting: Sighting = {
    kind: 'request',
    witness: 'service-worker',
    id: `${BOOT}-${count}`,
    address: networkAddress(request.url) ?? request.url,
    at: timestamp(),
    by: 'service-worker',
    method: request.method,
    destination: request.destination || 'fetch',
    received: null,
    sent: null,
    answeredBy: null,
    status: null,
  };
  return { sighting, clientId, clientType };
}

const forWindow = (seen: Seen, windowId: string): Sighting => ({ ...seen.sighting, by: partyFor(seen, windowId) });

function partyFor({ clientId, clientType }: Seen, windowId: string): Party {
  if (clientId === '') return 'service-worker';
  if (clientId === windowId) return 'window';
  return clientType === 'window' ? 'other-window' : 'worker';
}

/** GET and HEAD have none, by the standard. A copy is read, so that the request itself stays whole. */
async function bodyBytes(request: Request): Promise<number> {
  if (request.method === 'GET' || request.method === 'HEAD') return 0;
  return (await request.clone().blob()).size;
}
