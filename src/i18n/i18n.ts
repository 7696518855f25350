import i18next from 'i18next';
import LanguageDetector from 'i18next-browser-languagedetector';
import { initReactI18next } from 'react-i18next';
import { formatBytes, formatNumber, formatPercent, formatSeconds, formatTokens } from './format';
import { LANGUAGES, type Language } from './languages';
import { RESOURCES } from './resources';

const STORED_AT = 'hakui:language';

/**
 * Sets up translation in the language chosen before, else the browser's, else English; keeps
 * `<html lang>` in step. Texts may format their values: {{n, number}}, {{n, bytes}}, {{n, seconds}}, {{n, percent}},
 * {{n, speed}}, {{n, tokens}}.
 */
export function startI18n(): typeof i18next {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  i18next
    .use(LanguageDetector)
    .use(initReactI18next)
    .init({
      resources: { ja: { translation: RESOURCES.ja }, en: { translation: RESOURCES.en } },
      supportedLngs: LANGUAGES,
      nonExplicitSupportedLngs: true,
      load: 'languageOnly',
      fallbackLng: 'en',
      initAsync: false,
      // React escapes what it renders.
      interpolation: { escapeValue: false },
      // A language that was only detected is not stored, so that it goes on following the browser.
      detection: { order: ['localStorage', 'navigator'], lookupLocalStorage: STORED_AT, caches: [] },
    });
  const { formatter } = i18next.services;
  formatter?.add('bytes', (value: number, language) => formatBytes(value, language ?? 'en'));
  formatter?.add('seconds', (value: number, language) => formatSeconds(value, language ?? 'en'));
  formatter?.add('percent', (value: number, language) => formatPercent(value, language ?? 'en'));
  formatter?.add('speed', (value: number, language) => formatNumber(value, language ?? 'en', 1));
  formatter?.add('tokens', (value: number, language) => formatTokens(value, language ?? 'en'));
  formatter?.add('number', (value: number, language) => formatNumber(value, language ?? 'en'));
  return i18next;
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED_AT, language);
  await i18next.changeLanguage(language);
}

/** As if nobody had chosen a language: the given one, else the browser's. */
export async function forgetLanguage(language?: Language): Promise<void> {
  localStorage.removeItem(STORED_AT);
  await i18next.changeLanguage(language);
}
