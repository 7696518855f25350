import type { Party, Sighting } from './sightings';

/** One request, from all that is known of it. Null: no witness could tell. */
export interface NetworkRequest extends Omit<Sighting, 'kind' | 'witness'> {
  /** The ids of its sightings. */
  seenAs: readonly string[];
  /** Who saw it. */
  witnesses: { thread: boolean; serviceWorker: boolean };
}

interface Pile {
  threads: Sighting[];
  serviceWorker: Sighting[];
}

/**
 * Each request once, newest first. Of one address, the n-th that threads saw is the n-th that the service worker saw;
 * what only one of them saw counts too. In which order the sightings came makes no difference.
 */
export function mergeSightings(sightings: Iterable<Sighting>): NetworkRequest[] {
  const piles = new Map<string, Pile>();
  for (const sighting of sightings) {
    const key = `${circle(sighting.by)} ${sighting.address}`;
    const pile = piles.get(key) ?? { threads: [], serviceWorker: [] };
    piles.set(key, pile);
    (sighting.witness === 'thread' ? pile.threads : pile.serviceWorker).push(sighting);
  }
  return [...piles.values()].flatMap(paired).sort(newestFirst);
}

/** Other windows' requests are told by the service worker only, and its own are nobody else's: neither pairs with this page's. */
function circle(by: Party): string {
  return by === 'other-window' || by === 'service-worker' ? by : 'page';
}

function paired({ threads, serviceWorker }: Pile): NetworkRequest[] {
  threads.sort(oldestFirst);
  serviceWorker.sort(oldestFirst);
  const length = Math.max(threads.length, serviceWorker.length);
  return Array.from({ length }, (_, index) => merged(threads[index], serviceWorker[index]));
}

const oldestFirst = (a: Sighting, b: Sighting): number => a.at - b.at || (a.id < b.id ? -1 : 1);
const newestFirst = (a: NetworkRequest, b: NetworkRequest): number => b.at - a.at || (a.id < b.id ? 1 : -1);

/** At least one is given. The service worker knows what was asked, the thread who asked and what came over the network. */
function merged(thread: Sighting | undefined, worker: Sighting | undefined): NetworkRequest {
  const either = (worker ?? thread)!;
  return {
    id: either.id,
    address: either.address,
    at: Math.min(thread?.at ?? either.at, either.at),
    by: (thread ?? either).by,
    method: worker?.method ?? thread?.method ?? null,
    destination: either.destination,
    received: worker?.received ?? thread?.received ?? null,
    sent: worker?.sent ?? thread?.sent ?? null,
    answeredBy: worker?.answeredBy ?? thread?.answeredBy ?? null,
    status: worker?.status ?? thread?.status ?? null,
    seenAs: [thread, worker].flatMap((each) => each?.id ?? []),
    witnesses: { thread: thread !== undefined, serviceWorker: worker !== undefined },
  };
}
