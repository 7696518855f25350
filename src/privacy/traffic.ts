import { mergeSightings, type NetworkRequest } from './merge-sightings';
import type { Observation, Sighting } from './sightings';

export interface RefusedTotal {
  target: string;
  directive: string;
  attempts: number;
}

/** What is known of the network, and what follows from it. */
export interface Traffic {
  sightings: ReadonlyMap<string, Sighting>;
  /** Every request once, newest first. */
  requests: readonly NetworkRequest[];
  /** What the policy refused, so that nothing went out. */
  blocked: readonly RefusedTotal[];
}

export const NO_TRAFFIC: Traffic = { sightings: new Map(), requests: [], blocked: [] };

/** The traffic with more observations in it. */
export function withObservations(traffic: Traffic, seen: readonly Observation[]): Traffic {
  const sightings = new Map(traffic.sightings);
  let { blocked } = traffic;
  for (const each of seen) {
    if (each.kind === 'request') sightings.set(each.id, each);
    else blocked = withAttempt(blocked, each);
  }
  const isNew = seen.some(({ kind }) => kind === 'request');
  return isNew ? { sightings, requests: mergeSightings(sightings.values()), blocked } : { ...traffic, blocked };
}

function withAttempt(
  blocked: readonly RefusedTotal[],
  { target, directive }: { target: string; directive: string },
): RefusedTotal[] {
  const known = blocked.find((total) => total.target === target && total.directive === directive);
  const total: RefusedTotal = { target, directive, attempts: (known?.attempts ?? 0) + 1 };
  return [...blocked.filter((each) => each !== known), total];
}
