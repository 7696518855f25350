import appEn from './en/app.json';
import benchmarkEn from './en/benchmark.json';
import browserEn from './en/browser.json';
import chatEn from './en/chat.json';
import engineEn from './en/engine.json';
import importEn from './en/import.json';
import kioskEn from './en/kiosk.json';
import modelSettingsEn from './en/model-settings.json';
import modelsEn from './en/models.json';
import offlineEn from './en/offline.json';
import privacyEn from './en/privacy.json';
import resultsEn from './en/results.json';
import storageEn from './en/storage.json';
import uiEn from './en/ui.json';
import vaultEn from './en/vault.json';
import appJa from './ja/app.json';
import benchmarkJa from './ja/benchmark.json';
import browserJa from './ja/browser.json';
import chatJa from './ja/chat.json';
import engineJa from './ja/engine.json';
import importJa from './ja/import.json';
import kioskJa from './ja/kiosk.json';
import modelSettingsJa from './ja/model-settings.json';
import modelsJa from './ja/models.json';
import offlineJa from './ja/offline.json';
import privacyJa from './ja/privacy.json';
import resultsJa from './ja/results.json';
import storageJa from './ja/storage.json';
import uiJa from './ja/ui.json';
import vaultJa from './ja/vault.json';
import type { Language } from './languages';

const en = {
  app: appEn,
  benchmark: benchmarkEn,
  browser: browserEn,
  chat: chatEn,
  engine: engineEn,
  import: importEn,
  kiosk: kioskEn,
  models: modelsEn,
  'model-settings': modelSettingsEn,
  offline: offlineEn,
  privacy: privacyEn,
  results: resultsEn,
  storage: storageEn,
  ui: uiEn,
  vault: vaultEn,
};

export type Texts = typeof en;

/** All texts, by language, then feature. The type holds each language to the keys of English. */
export const RESOURCES: Record<Language, Texts> = {
  en,
  ja: {
    app: appJa,
    benchmark: benchmarkJa,
    browser: browserJa,
    chat: chatJa,
    engine: engineJa,
    import: importJa,
    kiosk: kioskJa,
    models: modelsJa,
    'model-settings': modelSettingsJa,
    offline: offlineJa,
    privacy: privacyJa,
    results: resultsJa,
    storage: storageJa,
    ui: uiJa,
    vault: vaultJa,
  },
};
