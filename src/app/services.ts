import { rows } from '@/benchmark/rows';
import { keepAwake } from '@/benchmark/runner/keep-awake';
import { prepareRun } from '@/benchmark/runner/prepare-run';
import { readyModel as readyBenchmarkModel } from '@/benchmark/runner/ready-model';
import { SAMPLE_FILES } from '@/benchmark/samples/files';
import { type BenchmarkStore, createBenchmarkStore } from '@/benchmark/store';
import { answeringModel } from '@/chat/answering-model';
import { type ChatStore, createChatStore } from '@/chat/store';
import { keepInMemory } from '@/db/schema';
import { readSettings } from '@/db/settings';
import { createEngine } from '@/engine/webllm/engine';
import { describeDevice } from '@/models/capability';
import { records } from '@/models/catalog';
import { inWorker as importInWorker } from '@/models/import/in-worker';
import { createJournals } from '@/models/import/journal';
import { createImportStore, type ImportStore } from '@/models/import/store';
import { readPrepared } from '@/models/prepared';
import { createArtifactStore } from '@/models/storage/artifact-store';
import { createStoredManifests } from '@/models/storage/stored-manifests';
import { createModelsStore, type ModelsStore, modelToStart } from '@/models/store';
import { inWorker as taskInWorker } from '@/models/tasks/in-worker';
import { workOffline } from '@/offline/register';
import type { OfflineStore } from '@/offline/store';
import type { Kiosk } from '@/privacy/kiosk/config';
import { createLeaving, type LeavingStore } from '@/privacy/leaving';
import { createLedger, keepLedger, type LedgerStore } from '@/privacy/ledger';
import { deriveInWorker } from '@/privacy/vault/derive';
import type { VaultStore } from '@/privacy/vault/store';
import { version } from '../../package.json';
import { checkPin } from './kiosk/pin/check-pin';
import { createKioskStore, type KioskStore } from './kiosk/store';
import { createVault } from './vault/create-vault';

/** Everything the screens work with; made once per page. */
export interface Services {
  models: ModelsStore;
  imports: ImportStore;
  chat: ChatStore;
  benchmark: BenchmarkStore;
  ledger: LedgerStore;
  leaving: LeavingStore;
  offline: OfflineStore;
  /** Null where nothing is kept that it could seal. */
  vault: VaultStore | null;
  /** Null where the page is no kiosk. */
  kiosk: KioskStore | null;
}

/** Puts the parts of the real page together. A kiosk that keeps no history has its rows in memory from here on. */
export async function createServices(config: Kiosk | null): Promise<Services> {
  const keepsRows = config?.history !== 'none';
  if (!keepsRows) await keepInMemory();
  const ledger = createLedger();
  keepLedger(ledger);
  const offline = workOffline({ ledger, keep: ['datasets/index.json', ...SAMPLE_FILES] });
  const engine = createEngine();
  const artifacts = createArtifactStore();
  const manifests = createStoredManifests();
  const modelsUrl = new URL('models/', document.baseURI).href;
  const hub = import.meta.env.HAKUI_POLICY === 'online';
  const models = createModelsStore({
    engine,
    records,
    modelsUrl,
    hub,
    describeDevice,
    readPrepared,
    imported: manifests,
    artifacts,
    runTask: taskInWorker,
  });
  const imports = createImportStore({
    ...{ models, modelsUrl, hub },
    places: { store: artifacts, manifests, journals: createJournals() },
    carryOut: importInWorker,
    locks: navigator.locks,
    persist: async () => (await navigator.storage?.persist?.()) ?? false,
  });
  const chat = createChatStore({ engine, ...answeringModel(models) });
  const benchmark = createBenchmarkStore({
    rows,
    prepare: prepareRun({ rows, engine, readyModel: (id, signal) => readyBenchmarkModel(models, id, signal) }),
    keepAwake,
    now: () => performance.now(),
    appVersion: version,
  });
  const vault = keepsRows
    ? await createVault({ chat, benchmark, derive: deriveInWorker, needed: config !== null })
    : null;
  const kiosk =
    config &&
    createKioskStore({
      ...{ config, models, chat, benchmark, engine, checkPin },
      eraseRows: keepsRows ? null : keepInMemory,
      startOver: () => window.location.reload(),
    });
  return { models, imports, chat, benchmark, ledger, leaving: createLeaving(), offline, vault, kiosk };
}

/** Ends what writes to this browser's storage other than by its database. */
export async function endOfWork({ models, imports }: Services): Promise<void> {
  const { tasks, cancelTask, unload } = models.getState();
  imports.getState().pause();
  for (const id of Object.keys(tasks)) cancelTask(id);
  await unload();
}

/** What opening the page does: looks after answers and runs that a closed tab left, unless they lie in a locked vault, and loads a kiosk's model, else the one used last. */
export function open({ models, chat, benchmark, vault, kiosk }: Services): void {
  if (vault?.getState().state === 'none') {
    void chat.getState().recover();
    void benchmark.getState().recover();
  }
  // What was typed a moment ago is kept also where the page is never seen again.
  document.addEventListener('visibilitychange', () => void chat.getState().keepDrafts());
  window.addEventListener('pagehide', () => void chat.getState().keepDrafts());
  if (kiosk) void kiosk.getState().open();
  else openUsual(models);
}

/** On the first day the first run asks which model. */
function openUsual(models: ModelsStore): void {
  void models.getState().open(async (entries) => {
    const { firstRunDone, defaultModel, lastModel } = await readSettings();
    return firstRunDone ? modelToStart(entries, [defaultModel, lastModel]) : null;
  });
}
