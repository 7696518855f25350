import { isModelHost } from './policy';

/** Something a browser told about the network, in the window or in a worker. Plain data: it crosses a channel. */
export type Observation =
  | { kind: 'request'; host: string; bytes: number }
  /** The policy refused it, so nothing went out. */
  | { kind: 'blocked'; target: string; directive: string };

export interface HostTotal {
  host: string;
  /** `download`: a host of published models, which the policy allows for downloads only. */
  purpose: 'download' | 'other';
  requests: number;
  /** As far as the browser tells sizes: 0 where the host keeps them to itself. */
  bytes: number;
}

export interface BlockedTotal {
  target: string;
  directive: string;
  attempts: number;
}

export interface Traffic {
  hosts: readonly HostTotal[];
  blocked: readonly BlockedTotal[];
}

export const NO_TRAFFIC: Traffic = { hosts: [], blocked: [] };

/** Null for what stays on the app's own origin, and for what never touches a network (data:, blob:). */
export function foreignRequest(address: string, bytes: number, ownOrigin: string): Observation | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (!/^(https?|wss?):$/.test(url.protocol) || url.origin === ownOrigin) return null;
  return { kind: 'request', host: url.host, bytes };
}

/** The traffic with one more observation in it. */
export function withObservation(traffic: Traffic, seen: Observation): Traffic {
  if (seen.kind === 'request') {
    const { host, bytes } = seen;
    const known = traffic.hosts.find((total) => total.host === host);
    const total: HostTotal = {
      host,
      purpose: isModelHost(host) ? 'download' : 'other',
      requests: (known?.requests ?? 0) + 1,
      bytes: (known?.bytes ?? 0) + bytes,
    };
    return { ...traffic, hosts: [...traffic.hosts.filter((each) => each !== known), total] };
  }
  const { target, directive } = seen;
  const known = traffic.blocked.find((total) => total.target === target && total.directive === directive);
  const total: BlockedTotal = { target, directive, attempts: (known?.attempts ?? 0) + 1 };
  return { ...traffic, blocked: [...traffic.blocked.filter((each) => each !== known), total] };
}

/** Requests to other machines by what they were for. */
export function requestCounts(traffic: Traffic): { downloads: number; others: number } {
  const sum = (purpose: HostTotal['purpose']) =>
    traffic.hosts.filter((total) => total.purpose === purpose).reduce((all, total) => all + total.requests, 0);
  return { downloads: sum('download'), others: sum('other') };
}
