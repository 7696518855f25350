import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sighting } from '@/test/sightings';
import type { Observation, Party, Sighting } from './sightings';
import { networkAddress } from './sightings';
import { NO_TRAFFIC, withObservations } from './traffic';
import { totalsByOrigin } from './verdict';

const OWN = 'http://localhost:3000';
const requestsOf = (...seen: Observation[]) => withObservations(NO_TRAFFIC, seen).requests;

test('what both witnesses saw is one request, with what each of them knows', () => {
  const address = `${OWN}/answer`;
  const byWorker = sighting({
    ...{ witness: 'service-worker', address, by: 'worker', at: 5, method: 'POST', destination: 'fetch' },
    ...{ received: null, sent: 12, answeredBy: null, status: null },
  });
  const byThread = sighting({ address, by: 'engine', at: 4, method: null, received: 300, sent: null });
  for (const seen of [
    [byWorker, byThread],
    [byThread, byWorker],
  ]) {
    const requests = requestsOf(...seen);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ by: 'engine', at: 4, method: 'POST', received: 300, sent: 12, status: 200 });
    expect(requests[0]?.witnesses).toEqual({ thread: true, serviceWorker: true });
  }
});

test('what only one witness saw counts too, and a repetition is a request of its own', () => {
  const address = `${OWN}/a`;
  const twice = [sighting({ address }), sighting({ address })];
  const thrice = [1, 2, 3].map(() => sighting({ address, witness: 'service-worker', by: 'window' }));
  expect(requestsOf(...twice, ...thrice)).toHaveLength(3);
  expect(requestsOf(...twice)).toHaveLength(2);
  expect(requestsOf(...twice, sighting({ address: `${OWN}/b`, witness: 'service-worker' }))).toHaveLength(3);
});

test("another tab's request and the service worker's own never pass for this page's", () => {
  const address = `${OWN}/a`;
  const others = (['other-window', 'service-worker'] as const).map((by) =>
    sighting({ address, witness: 'service-worker', by }),
  );
  const requests = requestsOf(sighting({ address }), ...others);
  expect(requests.map(({ by }) => by).sort()).toEqual(['other-window', 'service-worker', 'window']);
});

test('what comes later of a request takes the place of what was known', () => {
  const early = sighting({ witness: 'service-worker', received: null, status: null });
  const requests = requestsOf(early, { ...early, received: 500, status: 200 });
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({ received: 500, status: 200 });
});

test('a precached file came over no network, whatever its thread saw', () => {
  const byThread = sighting({ received: 0, answeredBy: 'http-cache' });
  const byWorker = sighting({ witness: 'service-worker', received: 0, answeredBy: 'precache' });
  expect(requestsOf(byThread, byWorker)[0]).toMatchObject({ received: 0, answeredBy: 'precache' });
});

test.each(['data:text/plain,x', 'blob:http://localhost:3000/1', 'not an address'])('%s is no request', (url) => {
  expect(networkAddress(url)).toBeNull();
});

test('a fragment never leaves the browser', () => {
  expect(networkAddress(`${OWN}/#/chat/1`)).toBe(`${OWN}/`);
});

/** Two threads and the service worker on a few addresses, one of them of another server. */
const sightings = fc.array(
  fc.record({
    witness: fc.constantFrom('thread' as const, 'service-worker' as const),
    by: fc.constantFrom<Party>('window', 'engine', 'other-window', 'service-worker'),
    address: fc.constantFrom(`${OWN}/a`, `${OWN}/b`, 'https://evil.example/c'),
    at: fc.nat(5),
    received: fc.option(fc.nat(1000)),
    sent: fc.option(fc.nat(10)),
  }),
);

test('in which order, and in which portions, sightings come changes neither requests nor totals', () => {
  fc.assert(
    fc.property(sightings, fc.infiniteStream(fc.nat()), fc.nat(4), (facts, random, portion) => {
      const seen: Sighting[] = facts.map((each, index) => sighting({ ...each, id: `id-${index}` }));
      const shuffled = seen
        .map((each) => ({ each, rank: random.next().value as number }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ each }) => each);
      let traffic = NO_TRAFFIC;
      for (let from = 0; from < shuffled.length; from += portion + 1) {
        traffic = withObservations(traffic, shuffled.slice(from, from + portion + 1));
      }
      expect(traffic.requests).toEqual(requestsOf(...seen));
      expect(totalsByOrigin(traffic, OWN)).toEqual(totalsByOrigin(withObservations(NO_TRAFFIC, seen), OWN));
    }),
  );
});

test('no request is lost: there are as many of an address as the witness who saw most of them says', () => {
  fc.assert(
    fc.property(sightings, (facts) => {
      const seen = facts.map((each, index) => sighting({ ...each, id: `id-${index}`, by: 'window' }));
      const count = (address: string, witness: string) =>
        seen.filter((each) => each.address === address && each.witness === witness).length;
      const addresses = [...new Set(seen.map(({ address }) => address))];
      const expected = addresses.map((each) => Math.max(count(each, 'thread'), count(each, 'service-worker')));
      expect(requestsOf(...seen)).toHaveLength(expected.reduce((sum, each) => sum + each, 0));
    }),
  );
});

test('attempts that the policy refused are counted by target and directive', () => {
  const refused = { kind: 'blocked', target: 'https://evil.example/', directive: 'connect-src' } as const;
  const traffic = withObservations(NO_TRAFFIC, [refused, refused, { ...refused, directive: 'img-src' }]);
  expect(traffic.blocked.map(({ directive, attempts }) => [directive, attempts])).toEqual([
    ['connect-src', 2],
    ['img-src', 1],
  ]);
  expect(traffic.requests).toEqual([]);
});
