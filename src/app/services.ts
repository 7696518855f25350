import { type ChatStore, createChatStore } from '@/chat/store';
import { readSettings } from '@/db/settings';
import { createEngine } from '@/engine/webllm/engine';
import { describeDevice } from '@/models/capability';
import { records } from '@/models/catalog';
import { CacheArtifactStore } from '@/models/download/artifact-store';
import { readPrepared } from '@/models/prepared';
import { createModelsStore, entryToStart, type ModelsStore } from '@/models/store';
import { createLedger, keepLedger, type LedgerStore } from '@/privacy/ledger';

/** Everything the screens work with; made once per page. */
export interface Services {
  models: ModelsStore;
  chat: ChatStore;
  ledger: LedgerStore;
}

/** Puts the parts of the real page together. */
export function createServices(): Services {
  const ledger = createLedger();
  keepLedger(ledger);
  const engine = createEngine();
  const artifacts = new CacheArtifactStore();
  const models = createModelsStore({
    engine,
    records,
    modelsUrl: new URL('models/', document.baseURI).href,
    hub: import.meta.env.HAKUI_POLICY === 'online',
    describeDevice,
    readPrepared,
    storedAddresses: async () => (await artifacts.addresses()).map(({ url }) => url),
  });
  const chat = createChatStore({ engine, readyModel: (signal) => readyModel(models, signal) });
  return { models, chat, ledger };
}

async function readyModel(models: ModelsStore, signal: AbortSignal) {
  const { id } = await models.getState().whenReady(signal);
  const record = records.find((each) => each.id === id)!;
  const { temperature } = await readSettings();
  return {
    id,
    name: record.name,
    sampling: { temperature: temperature ?? record.defaults.temperature, topP: record.defaults.topP },
  };
}

/** What opening the page does: looks after answers that a closed tab left, and loads the model used last. */
export function open({ models, chat }: Services): void {
  void chat.getState().recover();
  void models.getState().open(async (entries) => {
    const { firstRunDone, defaultModel, lastModel } = await readSettings();
    return firstRunDone ? (entryToStart(entries, [defaultModel, lastModel])?.record.id ?? null) : null;
  });
}
