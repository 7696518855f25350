import { expect, test } from 'vitest';
import { sighting } from '@/test/sightings';
import type { Sighting } from './sightings';
import { NO_TRAFFIC, withObservations } from './traffic';
import { carriesData, isThisComputer, type Leavings, leavingsOf, totalsByOrigin } from './verdict';

const OWN = 'http://127.0.0.1:4173';
const NOTHING: Leavings = { others: 0, bodies: 0, queries: 0, downloads: 0, unseen: 0 };

const requestsOf = (...facts: Partial<Sighting>[]) =>
  withObservations(
    NO_TRAFFIC,
    facts.map((each) => sighting(each)),
  );
const leavings = (...facts: Partial<Sighting>[]) => leavingsOf(requestsOf(...facts), OWN);

test('files of the own server, and a version that the service worker names, say nothing', () => {
  expect(
    leavings(
      { address: `${OWN}/` },
      { address: `${OWN}/index.html?__WB_REVISION__=0123456789abcdef0123456789abcdef`, by: 'service-worker' },
    ),
  ).toEqual(NOTHING);
});

test.each<[string, Partial<Sighting>, Partial<Leavings>]>([
  ['another server', { address: 'https://evil.example/' }, { others: 1 }],
  // Another port is another origin: a different server may listen there.
  ['another port', { address: 'http://127.0.0.1:9999/' }, { others: 1 }],
  ['a socket', { address: 'wss://evil.example/' }, { others: 1 }],
  ['a look-alike of a model host', { address: 'https://huggingface.co.evil.example/' }, { others: 1 }],
  ['another look-alike', { address: 'https://evilhf.co/' }, { others: 1 }],
  ['a body to the own server', { address: `${OWN}/log`, method: 'POST', sent: 5 }, { bodies: 1 }],
  ['a body to a model host', { address: 'https://huggingface.co/x', sent: 1 }, { bodies: 1, downloads: 1 }],
  ['data in an address', { address: `${OWN}/a.png?q=patient` }, { queries: 1 }],
  ['data beside a version', { address: `${OWN}/a?__WB_REVISION__=0a&q=patient` }, { queries: 1 }],
  ['data to a model host', { address: 'https://huggingface.co/x?q=patient' }, { queries: 1, downloads: 1 }],
  ['a published model', { address: 'https://huggingface.co/a/resolve/main/b.bin' }, { downloads: 1 }],
  ['a store that one is sent to', { address: 'https://cas-bridge.xethub.hf.co/b' }, { downloads: 1 }],
  ["the hub's list", { address: 'https://huggingface.co/api/models/a/tree/main?recursive=true' }, { downloads: 1 }],
  ['one that nobody saw the body of', { address: `${OWN}/a`, sent: null, method: null }, { unseen: 1 }],
])('%s is told as what it is', (_, facts, expected) => {
  expect(leavings(facts)).toEqual({ ...NOTHING, ...expected });
});

test('the filter of data finds bodies and queries', () => {
  const [query, body, plain] = requestsOf(
    { address: `${OWN}/a`, at: 1 },
    { address: `${OWN}/a`, sent: 3, at: 2 },
    { address: `${OWN}/a?q=x`, at: 3 },
  ).requests;
  expect([query, body, plain].map((each) => carriesData(each!, OWN))).toEqual([true, true, false]);
});

test('sums stand by server, the own one first', () => {
  const totals = totalsByOrigin(
    requestsOf(
      { address: 'https://a.example/', received: null },
      { address: `${OWN}/a`, received: 5, sent: 2 },
      { address: `${OWN}/b`, received: 6 },
      { address: 'https://huggingface.co/x', received: 7 },
    ),
    OWN,
  );
  expect(totals).toEqual([
    { host: '127.0.0.1:4173', purpose: 'own', requests: 2, received: 11, sent: 2 },
    { host: 'a.example', purpose: 'other', requests: 1, received: 0, sent: 0 },
    { host: 'huggingface.co', purpose: 'download', requests: 1, received: 7, sent: 0 },
  ]);
});

test.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['[::1]', true],
  ['hakui.hospital.example', false],
  ['127.evil.example', false],
  ['192.168.0.7', false],
])('%s is this computer: %s', (host, expected) => {
  expect(isThisComputer(host)).toBe(expected);
});
