import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foreignRequest, NO_TRAFFIC, type Observation, requestCounts, withObservation } from './traffic';

const own = 'http://localhost:4173';

test.each([
  'http://localhost:4173/models/a.bin',
  'data:text/plain,x',
  'blob:http://localhost:4173/1',
  'not an address',
])('%s is not foreign', (address) => {
  expect(foreignRequest(address, 10, own)).toBeNull();
});

test.each([
  ['https://huggingface.co/a/b', 'huggingface.co'],
  // Another port is another origin: a different server may listen there.
  ['http://localhost:9999/', 'localhost:9999'],
  ['wss://evil.example/socket', 'evil.example'],
])('%s is foreign', (address, host) => {
  expect(foreignRequest(address, 10, own)).toEqual({ kind: 'request', host, bytes: 10 });
});

test('model hosts and the stores they redirect to count as downloads, look-alikes do not', () => {
  const hosts = [
    'huggingface.co',
    'cas-bridge.xethub.hf.co',
    'huggingface.co.evil.example',
    'evilhf.co',
    'evil.example',
  ];
  const traffic = hosts.reduce((all, host) => withObservation(all, { kind: 'request', host, bytes: 0 }), NO_TRAFFIC);
  expect(traffic.hosts.filter((total) => total.purpose === 'download').map((total) => total.host)).toEqual(
    hosts.slice(0, 2),
  );
  expect(requestCounts(traffic)).toEqual({ downloads: 2, others: 3 });
});

test('no observation is lost or counted twice, whatever the order', () => {
  const observation = fc.oneof(
    fc.record({ kind: fc.constant('request' as const), host: fc.constantFrom('a', 'b'), bytes: fc.nat(1000) }),
    fc.record({
      kind: fc.constant('blocked' as const),
      target: fc.constantFrom('x', 'y'),
      directive: fc.constantFrom('connect-src', 'img-src'),
    }),
  );
  fc.assert(
    fc.property(fc.array(observation), (seen: Observation[]) => {
      const traffic = seen.reduce(withObservation, NO_TRAFFIC);
      const requests = seen.filter((each) => each.kind === 'request');
      expect(traffic.hosts.reduce((sum, total) => sum + total.requests, 0)).toBe(requests.length);
      expect(traffic.hosts.reduce((sum, total) => sum + total.bytes, 0)).toBe(
        requests.reduce((sum, each) => sum + each.bytes, 0),
      );
      expect(traffic.blocked.reduce((sum, total) => sum + total.attempts, 0)).toBe(seen.length - requests.length);
    }),
  );
});
