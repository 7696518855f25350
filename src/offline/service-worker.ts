import { PrecacheController } from 'workbox-precaching/PrecacheController';
import { keepAnswer, keptAnswer } from '@/privacy/kept-files';
import { contentSecurityPolicy } from '@/privacy/policy';
import { version } from '../../package.json';
import { isKeptPath, isPage } from './kept-paths';
import { networkOr } from './network-or';
import type { PageState, ToServiceWorker } from './protocol';
import { awaitSize, complete, observeOwnThread, ownRequest, type Seen, sighted, sightingsFor, tell } from './witness';

/*
 * The service worker: has the page work with its server gone, and bears witness of every request. It answers with the
 * page's own files from the precache and with small files from the network or else their last answer; all else, weights
 * and other servers among it, goes the browser's own way.
 */

declare const self: ServiceWorkerGlobalScope;

/** A server that is silent for so long counts as gone, where there is an earlier answer. */
const PATIENCE_MS = 8_000;

const { scope } = self.registration;
const pageUrl = new URL('index.html', scope).href;
const precache = new PrecacheController({
  plugins: [
    {
      requestWillFetch: async ({ request }) => {
        await tell(ownRequest(request));
        return request;
      },
      // A version of which one file is another than was built is not installed: the one before goes on.
      cacheWillUpdate: async ({ request, response }) =>
        response.status === 200 && (await isAsBuilt(response.clone(), request.integrity)) ? response : null,
    },
  ],
});
precache.addToCacheList(self.__WB_MANIFEST);
observeOwnThread();

/** Whether the page before this one may connect to more than this one may. */
let tightens = false;

// A new version waits until a person wants it (SKIP_WAITING); the first one takes the windows that are open.
self.addEventListener('install', (event) => {
  event.waitUntil(precache.install(event).then(tighten));
});
self.addEventListener('activate', (event) => {
  // Files of the version before that can't be taken away are in nobody's way.
  const tidied = precache.activate(event).catch(() => undefined);
  event.waitUntil(tidied.then(takeWindows));
});

/** `integrity`: "sha256-" and the digest in base 64; empty for the web app manifest alone, which the page does without. */
async function isAsBuilt(response: Response, integrity: string): Promise<boolean> {
  if (integrity === '') return true;
  const digest = await crypto.subtle.digest('SHA-256', await response.arrayBuffer());
  return integrity === `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}

/** Nobody opens the whole app, from the copy that this browser has of it, where its place is a kiosk's by now. */
async function tighten(): Promise<void> {
  const cache = await caches.open(precache.strategy.cacheName);
  const own = precache.getCacheKeyForURL(pageUrl);
  const pages = (await cache.keys()).filter(({ url }) => new URL(url).pathname === new URL(pageUrl).pathname);
  const texts = await Promise.all(
    pages.map(async ({ url }) => ({ own: url === own, text: (await (await cache.match(url))?.text()) ?? '' })),
  );
  const ofKiosk = ({ text }: { text: string }) =>
    text.replaceAll('&#39;', "'").includes(contentSecurityPolicy('kiosk', 'meta'));
  tightens = texts.some((page) => page.own && ofKiosk(page)) && texts.some((page) => !page.own && !ofKiosk(page));
  if (tightens) await self.skipWaiting();
}

async function takeWindows(): Promise<void> {
  await self.clients.claim();
  if (!tightens) return;
  // Not waited for: the windows' pages come once this has ended.
  for (const window of await self.clients.matchAll({ type: 'window' })) {
    (window as WindowClient).navigate(window.url).catch(() => null);
  }
}

self.addEventListener('fetch', (event) => {
  const seen = sighted(event);
  const completed = complete(seen, event);
  const found = answerTo(event, seen);
  if (found === null) return event.waitUntil(completed.then(() => tell(seen)));
  event.waitUntil(Promise.all([completed, found.catch(() => null)]).then(([, given]) => tell(answered(seen, given))));
  event.respondWith(found.then(({ response }) => response));
});

interface Answer {
  response: Response;
  by: 'network' | 'precache' | 'kept';
}

/** Null where the request goes the browser's own way. */
function answerTo(event: FetchEvent, seen: Seen): Promise<Answer> | null {
  const { request } = event;
  if (request.method !== 'GET') return null;
  const precached = precachedUrl(request);
  if (precached !== null) return fromPrecache(precached, request, seen);
  if (isKeptPath(request.url, scope) && !request.headers.has('range')) return networkOrKept(event, seen);
  return request.mode === 'navigate' ? networkOrPage(request, seen) : null;
}

/** Of what the network gave, the size follows by itself. */
function answered(seen: Seen, given: Answer | null): Seen {
  const { sighting } = seen;
  sighting.answeredBy = given?.by ?? 'network';
  sighting.status = given?.response.status ?? null;
  if (given?.by === 'precache') sighting.received = 0;
  return seen;
}

function fetchFor(request: Request, seen: Seen): Promise<Response> {
  awaitSize(seen);
  return fetch(request);
}

/** The page for a navigation to it; for other requests the file of the very address. */
function precachedUrl({ mode, url }: Request): string | null {
  if (mode === 'navigate') return isPage(url, scope) ? pageUrl : null;
  return precache.getCacheKeyForURL(url) === undefined ? null : url;
}

async function fromPrecache(url: string, request: Request, seen: Seen): Promise<Answer> {
  const response = await precache.matchPrecache(url).catch(() => undefined);
  if (response) return { response, by: 'precache' };
  // The browser, or a person, has cleared it away, or it can't be read.
  return { response: await fetchFor(request, seen), by: 'network' };
}

async function networkOrKept(event: FetchEvent, seen: Seen): Promise<Answer> {
  const { request } = event;
  const { url } = request;
  const fresh = fetchFor(request, seen).then((response): Answer => {
    // Where no more can be kept, the answer counts all the same.
    event.waitUntil(keepAnswer(url, response.clone()).catch(() => undefined));
    return { response, by: 'network' };
  });
  // One that comes after the kept answer was given is kept for the next time, or says nothing.
  event.waitUntil(fresh.catch(() => undefined));
  const kept = async (): Promise<Answer | null> => {
    const response = await keptAnswer(url);
    return response && { response, by: 'kept' };
  };
  return networkOr(fresh, kept, PATIENCE_MS);
}

/** Other addresses below the page's folder are files; with the server gone, the page itself is better than nothing. */
async function networkOrPage(request: Request, seen: Seen): Promise<Answer> {
  try {
    return { response: await fetchFor(request, seen), by: 'network' };
  } catch {
    return { response: Response.redirect(scope), by: 'precache' };
  }
}

self.addEventListener('message', (event) => {
  const message = event.data as ToServiceWorker;
  const reply = (value: unknown) => event.ports[0]?.postMessage(value);
  if (message.type === 'SKIP_WAITING') void self.skipWaiting();
  if (message.type === 'page-state') event.waitUntil(pageState().then(reply));
  if (message.type === 'keep') event.waitUntil(keep(message.addresses));
  if (message.type === 'sightings') reply(sightingsFor((event.source as Client | null)?.id ?? '', message.since));
});

/** Mends what can be mended of the page's own files, and tells how many are missing still. */
async function pageState(): Promise<PageState> {
  const keys = [...precache.getURLsToCacheKeys().values()];
  // Of files that can't even be looked for none counts as there.
  const missing = await mend(keys).catch(() => keys.length);
  return { version, build: precache.getCacheKeyForURL(pageUrl) ?? '', missing };
}

/** Fetches what was cleared away of the files, and gives how many could not be had or kept. */
async function mend(keys: readonly string[]): Promise<number> {
  const cache = await caches.open(precache.strategy.cacheName);
  const there = new Set((await cache.keys()).map(({ url }) => url));
  const mended = await Promise.allSettled(
    keys
      .filter((key) => !there.has(key))
      .map(async (key) => {
        const request = new Request(key, { cache: 'reload' });
        await tell(ownRequest(request));
        await cache.put(key, await whole(request));
      }),
  );
  return mended.filter(({ status }) => status === 'rejected').length;
}

/** Keeps files that were not kept yet. One that cannot be had now is kept when somebody asks for it. */
async function keep(addresses: readonly string[]): Promise<void> {
  await Promise.allSettled(
    addresses.map(async (address) => {
      if (!isKeptPath(address, scope) || (await keptAnswer(address))) return;
      const request = new Request(address, { cache: 'no-cache' });
      await tell(ownRequest(request));
      await keepAnswer(address, await whole(request));
    }),
  );
}

async function whole(request: Request): Promise<Response> {
  const response = await fetch(request);
  if (!response.ok) throw new Error(`${request.url}: status ${response.status}`);
  return response;
}
