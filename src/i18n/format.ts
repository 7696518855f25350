/** Numbers with units in words of the language, by the browser's own tables. */

const formats = new Map<string, Intl.NumberFormat>();

/** One for each form that is used: making one takes longer than all else of a key that is drawn. */
function numberFormat(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(language, options);
  formats.set(key, format);
  return format;
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** 5_107_000_000 → "5.1 GB" (decimal, as disks and browsers count). */
export function formatBytes(bytes: number, language: string): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), BYTE_UNITS.length - 1);
  return numberFormat(language, {
    style: 'unit',
    unit: BYTE_UNITS[step]!,
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step === 3 ? 1 : 0,
  }).format(bytes / 1000 ** step);
}

/** 0.4 → "1 second", 90 → "2 minutes", 9000 → "2.5 hours": never less than a second, minutes from 90 on. */
export function formatSeconds(seconds: number, language: string): string {
  const [unit, value, digits] = inUnit(seconds);
  const options = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: digits } as const;
  return numberFormat(language, options).format(value);
}

function inUnit(seconds: number): [unit: string, value: number, digits: number] {
  if (seconds >= 7200) return ['hour', seconds / 3600, 1];
  if (seconds >= 90) return ['minute', Math.round(seconds / 60), 0];
  return ['second', Math.max(1, Math.ceil(seconds)), 0];
}

export function formatPercent(fraction: number, language: string): string {
  // Rounded down, so that 100 % is said only of what is done.
  return numberFormat(language, { style: 'percent' }).format(Math.floor(fraction * 100) / 100);
}

/** 1234 → "1.2k": a count of tokens where there is little room; k is a thousand. */
export function formatTokens(tokens: number, language: string): string {
  if (tokens < 1000) return formatNumber(tokens, language);
  return `${numberFormat(language, { maximumFractionDigits: 1 }).format(tokens / 1000)}k`;
}

export function formatNumber(value: number, language: string, fractionDigits = 0): string {
  return numberFormat(language, {
    minimumFractionDigits: fractionDigits,
    maximumFractionDigits: fractionDigits,
  }).format(value);
}
