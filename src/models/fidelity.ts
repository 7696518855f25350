import type { Language } from '@/i18n/languages';
import type { Fidelity } from '../../model-config/models/fidelity.ts';

/** 0.896 → 89: rounded down, so that 100 is said only of what is all the same. */
export const inHundred = (share: number): number => Math.floor(100 * share + 1e-9);

/** A divergence by its two leading digits, so that a small one does not show as none. */
export const klOf = (kl: number, language: string): string =>
  new Intl.NumberFormat(language, { maximumSignificantDigits: 2 }).format(kl);

/** Means over all tokens of a language; null where none was measured. */
export function ofLanguage({ parts }: Fidelity, language: Language): { sameToken: number; meanKl: number } | null {
  const some = parts.filter((part) => part.language === language);
  const tokens = some.reduce((sum, part) => sum + part.tokens, 0);
  if (tokens === 0) return null;
  const mean = (of: 'sameToken' | 'meanKl') => some.reduce((sum, part) => sum + part[of] * part.tokens, 0) / tokens;
  return { sameToken: mean('sameToken'), meanKl: mean('meanKl') };
}
