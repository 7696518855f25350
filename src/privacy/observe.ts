import { foreignRequest, type Observation } from './traffic';

/** By which a worker's observations reach the windows. One engine works per browser, whichever tab has it. */
export const NETWORK_CHANNEL = 'hakui-network';

/**
 * Reports every request of this thread (window or worker) to another origin, those made before the call
 * too, and everything the policy refused. What browsers do not report cannot be seen here: WebRTC,
 * DNS, and the traffic of extensions and of the browser itself.
 */
export function observeNetwork(report: (seen: Observation) => void): void {
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
      const seen = foreignRequest(entry.name, entry.transferSize, self.origin);
      if (seen) report(seen);
    }
  });
  observer.observe({ type: 'resource', buffered: true });
  // A page under the header's policy and the meta's hears of one attempt twice: one of them is counted.
  const counted = new Map<string, string>();
  self.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective, originalPolicy }) => {
    const attempt = `${effectiveDirective} ${blockedURI}`;
    const policy = counted.get(attempt) ?? originalPolicy;
    counted.set(attempt, policy);
    if (policy === originalPolicy) report({ kind: 'blocked', target: blockedURI, directive: effectiveDirective });
  });
}
