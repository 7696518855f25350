import appEn from './en/app.json';
import chatEn from './en/chat.json';
import engineEn from './en/engine.json';
import modelsEn from './en/models.json';
import privacyEn from './en/privacy.json';
import uiEn from './en/ui.json';
import appJa from './ja/app.json';
import chatJa from './ja/chat.json';
import engineJa from './ja/engine.json';
import modelsJa from './ja/models.json';
import privacyJa from './ja/privacy.json';
import uiJa from './ja/ui.json';
import type { Language } from './languages';

const en = { app: appEn, chat: chatEn, engine: engineEn, models: modelsEn, privacy: privacyEn, ui: uiEn };

export type Texts = typeof en;

/** All texts, by language, then feature. The type holds each language to the keys of English. */
export const RESOURCES: Record<Language, Texts> = {
  en,
  ja: { app: appJa, chat: chatJa, engine: engineJa, models: modelsJa, privacy: privacyJa, ui: uiJa },
};
