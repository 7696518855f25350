import type { Language } from '@/i18n/languages';

/**
 * The language of many texts together: Japanese where most have kana, English where most are in Latin
 * letters. Null for others: Chinese has Han characters without kana.
 */
export function tellLanguage(texts: Iterable<string>): Language | null {
  let [kana, latin, all] = [0, 0, 0];
  for (const text of texts) {
    all++;
    if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) kana++;
    else if (!/[\p{Script=Han}\p{Script=Hangul}]/u.test(text) && /\p{Script=Latin}/u.test(text)) latin++;
  }
  if (kana * 2 > all) return 'ja';
  return latin * 2 > all ? 'en' : null;
}
