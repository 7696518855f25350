import i18next from 'i18next';
import LanguageDetector from 'i18next-browser-languagedetector';
import { initReactI18next } from 'react-i18next';
import { keep } from '@/browser/choices';
import { formatBytes, formatNumber, formatPercent, formatSeconds, formatTokens } from './format';
import { LANGUAGES, type Language } from './languages';
import { RESOURCES } from './resources';

const STORED_AT = 'hakui:language';
/** In place of a value that is not known: an error of another version, or a browser that says nothing. */
const UNKNOWN = '–';

const FORMATS: Record<string, (value: number, language: string) => string> = {
  bytes: formatBytes,
  seconds: formatSeconds,
  percent: formatPercent,
  speed: (value, language) => formatNumber(value, language, 1),
  tokens: formatTokens,
  number: formatNumber,
};

/**
 * Sets up translation in the language chosen before, else the browser's, else English; keeps
 * `<html lang>` in step. Texts may format their values: {{n, number}}, {{n, bytes}}, {{n, seconds}}, {{n, percent}},
 * {{n, speed}}, {{n, tokens}}. A value that is not known shows as a dash.
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
      missingInterpolationHandler: () => UNKNOWN,
      // A language that was only detected is not stored, so that it goes on following the browser.
      detection: { order: ['localStorage', 'navigator'], lookupLocalStorage: STORED_AT, caches: [] },
    });
  for (const [name, format] of Object.entries(FORMATS)) {
    i18next.services.formatter?.add(name, (value: unknown, language) =>
      typeof value === 'number' ? format(value, language ?? 'en') : UNKNOWN,
    );
  }
  return i18next;
}

export async function chooseLanguage(language: Language): Promise<void> {
  // Also where it cannot be stored, which is what it then rejects with.
  await i18next.changeLanguage(language);
  localStorage.setItem(STORED_AT, language);
}

/** As if nobody had chosen a language: the given one, else the browser's. */
export async function forgetLanguage(language?: Language): Promise<void> {
  keep('localStorage', STORED_AT, null);
  await i18next.changeLanguage(language);
}
