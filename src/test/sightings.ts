import type { Sighting } from '@/privacy/sightings';

let count = 0;

/** A thread's sighting of a download, with what is said of it. */
export function sighting(facts: Partial<Sighting> = {}): Sighting {
  count += 1;
  return {
    kind: 'request',
    witness: 'thread',
    id: `sighting-${count}`,
    address: 'http://localhost:3000/index.html',
    at: count,
    by: 'window',
    method: 'GET',
    destination: 'fetch',
    received: 10,
    sent: 0,
    answeredBy: 'network',
    status: 200,
    ...facts,
  };
}
