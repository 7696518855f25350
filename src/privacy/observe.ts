import { networkAddress, type Observation, type Party, type Sighting } from './sightings';

/** By which a worker's observations reach the windows. One engine works per browser, whichever tab has it. */
export const NETWORK_CHANNEL = 'hakui-network';

/**
 * Reports every request of this thread (window or worker), those made before the call too, and everything the policy
 * refused. What browsers do not report cannot be seen here: WebRTC, DNS, and the traffic of extensions and of the
 * browser itself.
 */
export function observeNetwork(by: Party, report: (seen: Observation[]) => void): void {
  const thread = crypto.randomUUID();
  let count = 0;
  const observer = new PerformanceObserver((list) => {
    const seen = (list.getEntries() as PerformanceResourceTiming[]).flatMap((entry) => {
      const address = networkAddress(entry.name);
      if (address === null) return [];
      count += 1;
      // The page's own navigation is told while it loads, and again once it is complete.
      const id = entry.entryType === 'navigation' ? `${thread}-page` : `${thread}-${count}`;
      return [sightingOf(entry, { address, by, id })];
    });
    if (seen.length > 0) report(seen);
  });
  for (const type of ['navigation', 'resource']) observer.observe({ type, buffered: true });
  // A page under the header's policy and the meta's hears of one attempt twice: one of them is counted.
  const counted = new Map<string, string>();
  self.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective, originalPolicy }) => {
    const attempt = `${effectiveDirective} ${blockedURI}`;
    const policy = counted.get(attempt) ?? originalPolicy;
    counted.set(attempt, policy);
    if (policy === originalPolicy) report([{ kind: 'blocked', target: blockedURI, directive: effectiveDirective }]);
  });
}

/** What resource timing calls whatever started a request, where that can only be a GET without a body. */
const DESTINATIONS: Readonly<Record<string, string>> = {
  navigation: 'document',
  script: 'script',
  link: 'style',
  css: 'font',
  img: 'image',
  other: 'other',
};

function sightingOf(entry: PerformanceResourceTiming, known: Pick<Sighting, 'address' | 'by' | 'id'>): Sighting {
  const plain = DESTINATIONS[entry.initiatorType];
  const { transferSize, encodedBodySize, responseStatus } = entry;
  return {
    kind: 'request',
    witness: 'thread',
    ...known,
    at: performance.timeOrigin + entry.startTime,
    method: plain ? 'GET' : null,
    destination: plain ?? 'fetch',
    // Another server may keep its sizes to itself: then all of them are 0.
    received: transferSize > 0 || encodedBodySize > 0 || responseStatus > 0 ? transferSize : null,
    sent: plain ? 0 : null,
    answeredBy: transferSize === 0 && encodedBodySize > 0 ? 'http-cache' : responseStatus > 0 ? 'network' : null,
    status: responseStatus || null,
  };
}
