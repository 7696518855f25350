import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { readAudit } from '@/db/audit';
import { openApp } from '@/test/open-app';
import { sighting } from '@/test/sightings';

const OWN = window.location.origin;
const line = async () => (await screen.findByRole('region', { name: 'Current state' })).textContent;

test('the status line says that nothing left only once the service worker is a witness, and else why not', async () => {
  const { ledger, offline } = await openApp();
  const { recordAll } = ledger.getState();
  act(() => recordAll([sighting({ address: `${OWN}/a` })]));
  expect(await line()).toContain('Requests to other servers: 0');
  act(() => offline.setState({ witness: true }));
  expect(await line()).toContain('Nothing left this computer');
  act(() => recordAll([sighting({ address: `${OWN}/b`, method: null, sent: null })]));
  expect(await line()).toContain('Requests to other servers: 0');

  act(() => recordAll([sighting({ address: `${OWN}/b`, witness: 'service-worker', method: 'POST', sent: 7 })]));
  expect(await line()).toContain('Requests that sent data: 1');
  act(() => recordAll([sighting({ address: `${OWN}/c?q=patient` }), sighting({ address: 'https://evil.example/' })]));
  expect(await line()).toContain(
    'Requests to other servers: 1 · Requests that sent data: 1 · Requests with data in their address: 1',
  );
});

test('requests are listed, newest first, by portions; filters and the file tell the same', async () => {
  const { ledger, user } = await openApp({ at: '#/privacy' });
  const saved: Blob[] = [];
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: (blob: Blob) => saved.push(blob), revokeObjectURL() {} }));
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue();
  act(() =>
    ledger
      .getState()
      .recordAll([
        ...Array.from({ length: 30 }, (_, index) => sighting({ address: `${OWN}/file-${index}`, at: index })),
        sighting({ address: `${OWN}/log`, method: 'POST', sent: 9, by: 'engine', at: 100 }),
        sighting({ address: 'https://evil.example/x', at: 50 }),
      ]),
  );
  const list = await screen.findByRole('list', { name: 'Requests, newest first' });
  const rows = () => within(list).queryAllByRole('listitem');
  await waitFor(() => expect(rows()).toHaveLength(25));
  expect(rows()[0]?.textContent).toMatch(/POST .*\/log.*engine worker.*sent 9 bytes/);
  await user.click(screen.getByRole('button', { name: 'Show older requests' }));
  expect(rows()).toHaveLength(32);
  await user.click(screen.getByRole('combobox', { name: 'Show requests' }));
  await user.click(await screen.findByRole('option', { name: 'To other servers', hidden: true }));
  expect(rows().map((row) => row.textContent)).toEqual([expect.stringContaining('https://evil.example/x')]);

  await user.click(screen.getByRole('button', { name: 'Save the requests as CSV' }));
  expect((await saved[0]!.text()).trimEnd().split('\r\n')).toHaveLength(33);
  await waitFor(async () =>
    expect((await readAudit())[0]).toMatchObject({ kind: 'exported', subject: 'network-ledger.csv' }),
  );
});

test('of many requests the older ones are told as a number, and the one that sent data stays in the list', async () => {
  const { ledger, user } = await openApp({ at: '#/privacy' });
  const many = Array.from({ length: 1_200 }, (_, index) =>
    sighting({ address: `${OWN}/file-${index}`, at: index + 1 }),
  );
  act(() => ledger.getState().recordAll([sighting({ address: `${OWN}/log`, sent: 9, at: 0 }), ...many]));
  await screen.findByText(/^Of older requests 200 are in the sums only/);
  const table = screen.getByRole('table', { name: 'Servers' });
  within(table).getByRole('row', { name: /the server Hakui came from 1,201 / });
  await user.click(screen.getByRole('combobox', { name: 'Show requests' }));
  await user.click(await screen.findByRole('option', { name: 'That sent data', hidden: true }));
  expect(within(screen.getByRole('list', { name: 'Requests, newest first' })).getAllByRole('listitem')).toHaveLength(1);
});
