import type { NetworkRequest } from './merge-sightings';
import type { RefusedTotal } from './traffic';

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
] as const;

type Cell = string | number | null;

/** The network ledger as a table: RFC 4180 in UTF-8 with its mark, oldest request first, then what was refused. An empty cell: nobody could tell. */
export function ledgerCsv(requests: readonly NetworkRequest[], blocked: readonly RefusedTotal[]): string {
  const rows: Cell[][] = [
    [...COLUMNS],
    ...requests.toReversed().map(rowOf),
    ...blocked.flatMap(({ target, directive, attempts }) =>
      Array.from({ length: attempts }, () => [null, target, null, directive, null, 'refused', null, 0, 0, 'policy']),
    ),
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
  ];
}

function csvField(value: Cell): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
