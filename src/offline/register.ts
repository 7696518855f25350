import { Workbox } from 'workbox-window';
import { writeAudit } from '@/db/audit';
import type { LedgerStore } from '@/privacy/ledger';
import type { Sighting } from '@/privacy/sightings';
import { checkWhenSeen } from './check-when-seen';
import type { FromServiceWorker, PageState, ToServiceWorker } from './protocol';
import { createQuiet, type Quiet } from './quiet';
import { createOfflineStore, type OfflineStore } from './store';

/*
 * A service worker that is being replaced is stopped once it has nothing to do. A request that comes at that very moment
 * starts it again, and Chromium then thinks of the replacement only when it has been idle for half a minute. So the
 * change waits until no window has asked for anything for so long, and no longer than that.
 */
const QUIET_MS = 3_000;
const PATIENCE_MS = 15_000;

export interface OfflineOptions {
  ledger: LedgerStore;
  /** Small files, relative to the page, to have for when the server is gone, whether or not they were opened. */
  keep: readonly string[];
}

/**
 * Registers the service worker that lies beside the page and follows it: its precache, what it saw of the network, and
 * new versions. Without one (while developing, or in a browser that has none) the store says so.
 */
export function workOffline(options: OfflineOptions): OfflineStore {
  if (!import.meta.env.PROD) return without('development');
  if (navigator.serviceWorker === undefined) return without('unsupported');
  const script = new URL('service-worker.js', document.baseURI).href;
  const workbox = new Workbox(script, { updateViaCache: 'none' });
  const requests = createQuiet(QUIET_MS, PATIENCE_MS);
  const offline = createOfflineStore({
    startWaiting: () => void requests.wait().then(() => workbox.messageSkipWaiting()),
    lookForUpdate: () => void workbox.update().catch(() => offline.setState({ update: { state: 'failed' } })),
  });
  followController(offline, requests, options);
  const installed = new WeakSet<ServiceWorker>();
  workbox.addEventListener('installed', ({ sw }) => sw && installed.add(sw));
  workbox.addEventListener('waiting', ({ sw }) => sw && void offer(offline, sw));
  workbox.addEventListener('redundant', ({ isUpdate, sw }) => {
    if (!isUpdate) return offline.setState({ page: { state: 'incomplete' } });
    // One that was whole has been replaced by a newer one.
    if (sw === undefined || installed.has(sw) || offline.getState().update.state !== 'none') return;
    offline.setState({ update: { state: 'failed' } });
  });
  workbox.register().then(
    () =>
      checkWhenSeen(
        () => workbox.update(),
        document,
        () => performance.now(),
      ),
    (error: Error) => {
      const { page } = offline.getState();
      if (page.state === 'preparing') offline.setState({ page: { state: 'failed', reason: error.message } });
    },
  );
  return offline;
}

function without(why: 'unsupported' | 'development'): OfflineStore {
  const offline = createOfflineStore({ startWaiting: () => undefined, lookForUpdate: () => undefined });
  offline.setState({ page: { state: 'cannot', why } });
  return offline;
}

/** Listens to whichever service worker this page is under, now and after a change. */
function followController(offline: OfflineStore, requests: Quiet, options: OfflineOptions): void {
  const { serviceWorker } = navigator;
  /** The build of the service worker this page came under; null until one has told. */
  let build: string | null = null;
  serviceWorker.addEventListener('message', ({ data }: MessageEvent<FromServiceWorker>) => {
    if (data.type !== 'sighting') return;
    requests.heard();
    options.ledger.getState().recordAll([data.sighting]);
  });
  serviceWorker.startMessages();
  serviceWorker.addEventListener('controllerchange', () => {
    const { update } = offline.getState();
    if (update.state === 'starting') return void startAnew(update.version);
    void look();
  });
  document.addEventListener('visibilitychange', () => void lookWhetherThere());
  void look();

  async function look(): Promise<void> {
    const { controller } = serviceWorker;
    if (controller === null) return lookWhetherThere();
    const told = await follow(controller, offline, options);
    // The first one takes the page over without changing it, and so does one that was installed anew after it had been lost.
    if (build !== null && told !== build) offline.setState({ update: { state: 'elsewhere' } });
    build ??= told;
  }

  /** It is lost where the disk was full, or somebody has deleted it: nothing of that is a new version. */
  async function lookWhetherThere(): Promise<void> {
    if (build === null || document.hidden) return;
    const there = serviceWorker.controller !== null && (await serviceWorker.getRegistration()) !== undefined;
    if (!there) offline.setState({ page: { state: 'gone' }, witness: serviceWorker.controller !== null });
    else if (offline.getState().page.state === 'gone') await look();
  }
}

/** Gives the service worker's build. */
async function follow(worker: ServiceWorker, offline: OfflineStore, { ledger, keep }: OfflineOptions): Promise<string> {
  const { since, recordAll } = ledger.getState();
  recordAll(await ask<Sighting[]>(worker, { type: 'sightings', since }));
  offline.setState({ witness: true });
  const { build, missing } = await ask<PageState>(worker, { type: 'page-state' });
  offline.setState({ page: { state: missing === 0 ? 'ready' : 'incomplete' } });
  const addresses = keep.map((path) => new URL(path, document.baseURI).href);
  worker.postMessage({ type: 'keep', addresses } satisfies ToServiceWorker);
  return build;
}

async function offer(offline: OfflineStore, waiting: ServiceWorker): Promise<void> {
  const { version } = await ask<PageState>(waiting, { type: 'page-state' });
  offline.setState({ update: { state: 'waiting', version } });
}

async function startAnew(version: string): Promise<void> {
  await writeAudit('updated', version);
  window.location.reload();
}

function ask<T>(worker: ServiceWorker, message: ToServiceWorker): Promise<T> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<T>) => {
      resolve(data);
      port1.close();
    };
    worker.postMessage(message, [port2]);
  });
}
