import { expect, test } from 'vitest';
import { sighting } from '@/test/sightings';
import { ledgerCsv } from './ledger-csv';
import { NO_TRAFFIC, withObservations } from './traffic';

test('the ledger as a table: oldest first, what nobody could tell empty, refused attempts with their number', () => {
  const traffic = withObservations(
    NO_TRAFFIC,
    [
      sighting({ address: 'http://localhost:3000/old', at: 500, received: 70 }),
      sighting({ address: 'http://localhost:3000/b?x="1",2', at: 2000, sent: null, received: null, method: null }),
      sighting({ address: 'http://localhost:3000/a', at: 1000, witness: 'service-worker', sent: 4, method: 'POST' }),
      { kind: 'blocked', target: 'https://evil.example/', directive: 'connect-src' },
      { kind: 'blocked', target: 'https://evil.example/', directive: 'connect-src' },
    ],
    2,
  );
  expect(ledgerCsv(traffic).split('\r\n')).toEqual([
    '\ufefftime,address,method,destination,asked_by,answered_by,status,received_bytes,sent_bytes,seen_by,requests',
    ',http://localhost:3000,,,,,,70,0,,1',
    '1970-01-01T00:00:01.000Z,http://localhost:3000/a,POST,fetch,window,network,200,10,4,service-worker,1',
    '1970-01-01T00:00:02.000Z,"http://localhost:3000/b?x=""1"",2",,fetch,window,network,200,,,thread,1',
    ',https://evil.example/,,connect-src,,refused,,0,0,policy,2',
    '',
  ]);
});
