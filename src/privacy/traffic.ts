import { mergeSightings, type NetworkRequest } from './merge-sightings';
import type { Observation, Sighting } from './sightings';

export interface RefusedTotal {
  target: string;
  directive: string;
  attempts: number;
}

/** Sums of the requests to one server that are not listed any more. */
export interface OlderTotal {
  requests: number;
  /** Bytes. */
  received: number;
}

/** What is known of the network, and what follows from it. */
export interface Traffic {
  sightings: ReadonlyMap<string, Sighting>;
  /** Each once, newest first: the newest ones, and of the older ones those that are more than a sum. */
  requests: readonly NetworkRequest[];
  /** The other ones, none of which sent data, by the server's origin. */
  older: ReadonlyMap<string, OlderTotal>;
  /** What the policy refused, so that nothing went out. */
  blocked: readonly RefusedTotal[];
}

export const NO_TRAFFIC: Traffic = { sightings: new Map(), requests: [], older: new Map(), blocked: [] };

/** So many are listed whatever they are. A page that stays open for weeks would know, and sort, all of them at every further one. */
const LISTED = 1_000;

/** The traffic with more observations in it. */
export function withObservations(traffic: Traffic, seen: readonly Observation[], listed = LISTED): Traffic {
  const sightings = new Map(traffic.sightings);
  let { blocked } = traffic;
  for (const each of seen) {
    if (each.kind === 'request') sightings.set(each.id, each);
    else blocked = withAttempt(blocked, each);
  }
  const isNew = seen.some(({ kind }) => kind === 'request');
  if (!isNew) return { ...traffic, blocked };
  const requests = mergeSightings(sightings.values());
  const older = new Map(traffic.older);
  const stay = requests.filter((request, at) => at < listed || !isOnlyASum(request));
  for (const { address, received, seenAs } of requests.slice(listed).filter(isOnlyASum)) {
    const { origin } = new URL(address);
    const total = older.get(origin) ?? { requests: 0, received: 0 };
    older.set(origin, { requests: total.requests + 1, received: total.received + (received ?? 0) });
    for (const id of seenAs) sightings.delete(id);
  }
  return { sightings, requests: stay, older, blocked };
}

/** It has ended, and is known to have carried nothing: no body, nothing in its address. */
function isOnlyASum({ address, received, sent }: NetworkRequest): boolean {
  return received !== null && sent === 0 && new URL(address).search === '';
}

function withAttempt(
  blocked: readonly RefusedTotal[],
  { target, directive }: { target: string; directive: string },
): RefusedTotal[] {
  const known = blocked.find((total) => total.target === target && total.directive === directive);
  const total: RefusedTotal = { target, directive, attempts: (known?.attempts ?? 0) + 1 };
  return [...blocked.filter((each) => each !== known), total];
}
