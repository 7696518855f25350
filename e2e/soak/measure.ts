import { readdirSync, readFileSync } from 'node:fs';
import type { CDPSession } from 'playwright/test';
import type { Page } from '../browser.ts';
import { buffersOf, countBuffers } from './count-buffers.ts';

/** What a use of the page takes of a machine, at one moment. */
export type Figures = Record<FigureName, number>;

/**
 * MB that LevelDB, in which Chromium keeps IndexedDB, writes to its log before it makes a table of it and throws away the rows that were
 * overwritten or deleted (`write_buffer_size`). Between nothing and this the size is a saw; what is kept is told by the rows.
 */
const LEVELDB_LOG = 4;

export const FIGURES = {
  'JavaScript of the page, MB': { share: 0.1, least: 1 },
  'JavaScript of workers, MB': { share: 0.1, least: 1 },
  'DOM nodes': { share: 0.05, least: 100 },
  'event listeners': { share: 0.05, least: 20 },
  documents: { share: 0, least: 0.5 },
  workers: { share: 0, least: 0.5 },
  'GPU buffers': { share: 0.01, least: 2 },
  'GPU buffers, MB': { share: 0.01, least: 0.5 },
  'private files': { share: 0, least: 0.5 },
  'private files, MB': { share: 0, least: 0.1 },
  // Of every database but the access log, which keeps what it was told until everything is deleted.
  'rows in IndexedDB': { share: 0, least: 0.5 },
  'IndexedDB, MB': { share: 0, least: LEVELDB_LOG },
  'stored answers of the server': { share: 0, least: 0.5 },
  'broadcast channels': { share: 0, least: 0.5 },
  'object URLs': { share: 0, least: 0.5 },
  'locks held or waited for': { share: 0, least: 0.5 },
  // From one round to the next these rise and fall by tens of MB, with when the browser last tidied up.
  "memory of the page's process, MB": { share: 0.1, least: 30 },
  'memory of the GPU process, MB': { share: 0.1, least: 30 },
  'memory of the other processes, MB': { share: 0.1, least: 30 },
} as const;

export type FigureName = keyof typeof FIGURES;

/** Measures a page and its workers; made before the page is opened, so that it has counted from the beginning. */
export class Meter {
  private constructor(
    private readonly page: Page,
    private readonly session: CDPSession,
    private readonly profile: string,
  ) {}

  static async of(page: Page, profile: string): Promise<Meter> {
    page.on('worker', (worker) => void worker.evaluate(countBuffers).catch(() => undefined));
    await page.addInitScript(countOpen);
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.enable');
    return new Meter(page, session, profile);
  }

  async figures(): Promise<Figures> {
    const { page, session, profile } = this;
    await session.send('HeapProfiler.collectGarbage');
    const ofWorkers = await page.evaluate(bytesOfWorkers);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const { nodes, jsEventListeners, documents } = await session.send('Memory.getDOMCounters');
    const buffers = await Promise.all(page.workers().map((worker) => worker.evaluate(buffersOf).catch(() => null)));
    const total = (of: 'count' | 'bytes') => buffers.reduce((sum, each) => sum + (each?.[of] ?? 0), 0);
    const stored = await page.evaluate(storedByPage);
    const memory = memoryOf(profile);
    return {
      'JavaScript of the page, MB': usedSize / MB,
      'JavaScript of workers, MB': ofWorkers / MB,
      'DOM nodes': nodes,
      'event listeners': jsEventListeners,
      documents,
      workers: page.workers().length,
      'GPU buffers': total('count'),
      'GPU buffers, MB': total('bytes') / MB,
      'private files': stored.files,
      'private files, MB': stored.fileBytes / MB,
      'rows in IndexedDB': stored.rows,
      'IndexedDB, MB': stored.databaseBytes / MB,
      'stored answers of the server': stored.answers,
      'broadcast channels': stored.channels,
      'object URLs': stored.objectUrls,
      'locks held or waited for': stored.locks,
      "memory of the page's process, MB": memory.renderer / MB,
      'memory of the GPU process, MB': memory['gpu-process'] / MB,
      'memory of the other processes, MB': memory.others / MB,
    };
  }
}

const MB = 1 << 20;

/** Counts what a page makes and has to end itself. It refers to nothing outside itself. */
function countOpen(): void {
  const open = new Set<BroadcastChannel>();
  const { BroadcastChannel: Channel } = window;
  const urls = new Set<string>();
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (object) => {
    const url = createObjectURL(object);
    urls.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => {
    urls.delete(url);
    revokeObjectURL(url);
  };
  Object.assign(window, {
    openChannels: open,
    objectUrls: urls,
    BroadcastChannel: class extends Channel {
      constructor(name: string) {
        super(name);
        open.add(this);
      }
      override close() {
        open.delete(this);
        super.close();
      }
    },
  });
}

/** Bytes of JavaScript in the page's workers, after a collection of garbage. */
async function bytesOfWorkers(): Promise<number> {
  interface Breakdown {
    bytes: number;
    attribution: { scope: string }[];
  }
  const { breakdown } = await (
    performance as unknown as { measureUserAgentSpecificMemory(): Promise<{ breakdown: Breakdown[] }> }
  ).measureUserAgentSpecificMemory();
  const ofWorkers = breakdown.filter(({ attribution }) =>
    attribution.some(({ scope }) => scope === 'DedicatedWorkerGlobalScope'),
  );
  return ofWorkers.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function storedByPage() {
  let [files, fileBytes, answers, rows] = [0, 0, 0, 0];
  const walk = async (folder: FileSystemDirectoryHandle): Promise<void> => {
    for await (const entry of folder.values()) {
      if (entry.kind === 'directory') await walk(entry as FileSystemDirectoryHandle);
      else {
        files += 1;
        fileBytes += (await (entry as FileSystemFileHandle).getFile()).size;
      }
    }
  };
  await walk(await navigator.storage.getDirectory());
  for (const name of await caches.keys()) answers += (await (await caches.open(name)).keys()).length;
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  for (const { name } of await indexedDB.databases()) {
    if (name === 'hakui-audit') continue;
    const database = await done(indexedDB.open(name!));
    for (const store of database.objectStoreNames)
      rows += await done(database.transaction(store).objectStore(store).count());
    database.close();
  }
  const { usageDetails } = (await navigator.storage.estimate()) as { usageDetails?: { indexedDB?: number } };
  const { held = [], pending = [] } = await navigator.locks.query();
  const { openChannels, objectUrls } = window as unknown as Record<'openChannels' | 'objectUrls', Set<unknown>>;
  return {
    ...{ files, fileBytes, answers, rows },
    databaseBytes: usageDetails?.indexedDB ?? 0,
    channels: openChannels.size,
    objectUrls: objectUrls.size,
    locks: held.length + pending.length,
  };
}

/**
 * Bytes of memory that the browser's processes have, by their kinds, what they share counted once. What lies on the disk too (their
 * programs, above all) is left out: how much of that counts for whom changes with each other browser that starts or ends.
 */
function memoryOf(profile: string) {
  const bytes = { renderer: 0, 'gpu-process': 0, others: 0 };
  const children = new Map<number, number[]>();
  const roots: number[] = [];
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const parent = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))![1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
      if (readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`--user-data-dir=${profile}`))
        roots.push(Number(name));
    } catch {
      // It ended meanwhile.
    }
  }
  const all = new Set(roots);
  for (const each of all) for (const child of children.get(each) ?? []) all.add(child);
  for (const each of all) {
    try {
      const command = readFileSync(`/proc/${each}/cmdline`, 'utf8');
      const owned = readFileSync(`/proc/${each}/smaps_rollup`, 'utf8').matchAll(/^Pss_(?:Anon|Shmem):\s+(\d+)/gm);
      const kilobytes = [...owned].reduce((sum, [, amount]) => sum + Number(amount), 0);
      // The browser's own pages are renderers too.
      const kind = /--top-chrome/.test(command) ? null : /--type=(renderer|gpu-process)/.exec(command)?.[1];
      bytes[(kind ?? 'others') as keyof typeof bytes] += kilobytes * 1_024;
    } catch {
      // It ended meanwhile.
    }
  }
  return bytes;
}
