import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sighting } from '@/test/sightings';
import type { Party, Sighting } from './sightings';
import { NO_TRAFFIC, type Traffic, withObservations } from './traffic';
import { carriesData, leavingsOf, totalsByOrigin } from './verdict';

const OWN = 'http://localhost:3000';

interface Told extends Pick<Sighting, 'by' | 'address' | 'received' | 'sent'> {
  witnesses: Sighting['witness'][];
}

/** Requests one after the other, each as its witnesses tell of it. */
const told: fc.Arbitrary<Told[]> = fc.array(
  fc.record({
    witnesses: fc.subarray(['thread', 'service-worker'] as Sighting['witness'][], { minLength: 1 }),
    by: fc.constantFrom<Party>('window', 'engine', 'other-window', 'service-worker'),
    address: fc.constantFrom(`${OWN}/a`, `${OWN}/b?x=1`, 'https://evil.example/c', 'https://huggingface.co/d'),
    received: fc.option(fc.nat(1_000), { freq: 4 }),
    sent: fc.constantFrom(0, 0, 0, 5, null),
  }),
  { maxLength: 40 },
);

const record = (requests: readonly Told[], listed: number): Traffic =>
  requests.reduce(
    (traffic, { witnesses, ...facts }, at) =>
      withObservations(
        traffic,
        witnesses.map((witness) => sighting({ ...facts, witness, at, id: `${at}-${witness}` })),
        listed,
      ),
    NO_TRAFFIC,
  );

/** Both witnesses must tell of all requests of an address, or which belong together is guessed, and changes with what came later. */
const alike = told.map((requests) => requests.map((each) => ({ ...each, witnesses: requests[0]!.witnesses })));

test('what is summed up changes no sum and no verdict, and what sent data or may have is never among it', () => {
  fc.assert(
    fc.property(alike, fc.nat(10), (requests, listed) => {
      const [all, some] = [record(requests, Number.POSITIVE_INFINITY), record(requests, listed)];
      expect(totalsByOrigin(some, OWN)).toEqual(totalsByOrigin(all, OWN));
      expect(leavingsOf(some, OWN)).toEqual(leavingsOf(all, OWN));
      const toKeep = all.requests.filter((each, at) => at < listed || each.sent === null || carriesData(each, OWN));
      expect(some.requests).toEqual(expect.arrayContaining(toKeep));
    }),
  );
});

test('a page that stays open holds no more for it', () => {
  const requests = Array.from(
    { length: 60 },
    (_, at): Told => ({
      ...{ witnesses: ['thread', 'service-worker'], by: 'window', address: `${OWN}/${at}`, received: 1, sent: 0 },
    }),
  );
  const traffic = record(requests, 10);
  expect([traffic.requests.length, traffic.sightings.size]).toEqual([10, 20]);
  expect(traffic.older).toEqual(new Map([[OWN, { requests: 50, received: 50 }]]));
});
