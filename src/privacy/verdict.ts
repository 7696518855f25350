import type { NetworkRequest } from './merge-sightings';
import { isModelHost } from './policy';
import type { Traffic } from './traffic';

/** Requests that are listed, and the sums of those that are no longer. */
export type Requests = Pick<Traffic, 'requests' | 'older'>;

/** Sums of the requests to one server. */
export interface OriginTotal {
  /** Name, with a port if it has one. */
  host: string;
  /** `own`: where Hakui came from. `download`: a host of published models, which the policy allows for downloads only. */
  purpose: 'own' | 'download' | 'other';
  requests: number;
  /** Bytes, as far as witnesses could tell. */
  received: number;
  sent: number;
}

/** What may say that something left, as numbers of requests. */
export interface Leavings {
  /** To servers that are neither Hakui's own nor of published models. */
  others: number;
  /** To any server, with a body. */
  bodies: number;
  /** To any server, with something in their address that Hakui has no need of. */
  queries: number;
  downloads: number;
  /** Of which nobody saw whether they had a body. */
  unseen: number;
}

/** Workbox names a version of one of the page's own files so; the hub's lists of files are asked for page by page. */
const OWN_QUERY = /^\?__WB_REVISION__=[0-9a-f]+$/;
const HUB_QUERY = /^\?(?:(?:recursive|expand|limit|cursor)=[^&]*&?)+$/;

export function leavingsOf({ requests, older }: Requests, ownOrigin: string): Leavings {
  const count = (holds: (request: NetworkRequest) => boolean) => requests.filter(holds).length;
  const countFor = (wanted: OriginTotal['purpose']) =>
    totalsByOrigin({ requests, older }, ownOrigin)
      .filter((total) => total.purpose === wanted)
      .reduce((sum, total) => sum + total.requests, 0);
  return {
    others: countFor('other'),
    bodies: count(({ sent }) => (sent ?? 0) > 0),
    queries: count(({ address }) => hasData(new URL(address), ownOrigin)),
    downloads: countFor('download'),
    unseen: count(({ sent }) => sent === null),
  };
}

/** Whether the list of requests shows one as having carried something out. */
export function carriesData({ address, sent }: NetworkRequest, ownOrigin: string): boolean {
  return (sent ?? 0) > 0 || hasData(new URL(address), ownOrigin);
}

export function isToOther({ address }: NetworkRequest, ownOrigin: string): boolean {
  return new URL(address).origin !== ownOrigin;
}

/** Hakui's own server first, then by name. */
export function totalsByOrigin({ requests, older }: Requests, ownOrigin: string): OriginTotal[] {
  const totals = new Map<string, OriginTotal>();
  const add = (address: string, some: Pick<OriginTotal, 'requests' | 'received' | 'sent'>) => {
    const url = new URL(address);
    const total = totals.get(url.origin) ?? {
      host: url.host,
      purpose: purpose(url, ownOrigin),
      ...{ requests: 0, received: 0, sent: 0 },
    };
    total.requests += some.requests;
    total.received += some.received;
    total.sent += some.sent;
    totals.set(url.origin, total);
  };
  for (const { address, received, sent } of requests)
    add(address, { requests: 1, received: received ?? 0, sent: sent ?? 0 });
  for (const [origin, total] of older) add(origin, { ...total, sent: 0 });
  const rank = ({ purpose: each, host }: OriginTotal) => `${each === 'own' ? 0 : 1} ${host}`;
  return [...totals.values()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/** Whether a server of this name is the computer that the browser runs on. */
export function isThisComputer(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname)
  );
}

function purpose(url: URL, ownOrigin: string): OriginTotal['purpose'] {
  if (url.origin === ownOrigin) return 'own';
  return isModelHost(url.host) && url.protocol === 'https:' ? 'download' : 'other';
}

function hasData(url: URL, ownOrigin: string): boolean {
  if (url.search === '') return false;
  const needed = { own: OWN_QUERY, download: HUB_QUERY, other: null }[purpose(url, ownOrigin)];
  return !needed?.test(url.search);
}
