import type { NetworkRequest } from './merge-sightings';
import type { Traffic } from './traffic';

const COLUMNS = [
  'time',
  'address',
  'method',
  'destination',
  'asked_by',
  'answered_by',
  'status',
  'received_bytes',
  'sent_bytes',
  'seen_by',
  'requests',
] as const;

type Cell = string | number | null;

/**
 * The network ledger as a table: RFC 4180 in UTF-8 with its mark. First the sums of what is no longer listed, by the server, then each
 * request, oldest first, then what was refused. An empty cell: nobody could tell, or it differs.
 */
export function ledgerCsv({ requests, older, blocked }: Omit<Traffic, 'sightings'>): string {
  const rows: Cell[][] = [
    [...COLUMNS],
    ...[...older].map(([origin, { requests: count, received }]) => [
      ...[null, origin, null, null, null, null, null],
      ...[received, 0, null, count],
    ]),
    ...requests.toReversed().map(rowOf),
    ...blocked.map(({ target, directive, attempts }) => [
      ...[null, target, null, directive, null, 'refused', null],
      ...[0, 0, 'policy', attempts],
    ]),
  ];
  return `\ufeff${rows.map((row) => `${row.map(csvField).join(',')}\r\n`).join('')}`;
}

function rowOf(request: NetworkRequest): Cell[] {
  const { thread, serviceWorker } = request.witnesses;
  return [
    new Date(request.at).toISOString(),
    request.address,
    request.method,
    request.destination,
    request.by,
    request.answeredBy,
    request.status,
    request.received,
    request.sent,
    [...(thread ? ['thread'] : []), ...(serviceWorker ? ['service-worker'] : [])].join('+'),
    1,
  ];
}

function csvField(value: Cell): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
