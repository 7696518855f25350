/** Numbers with units in words of the language, by the browser's own tables. */

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** 5_107_000_000 → "5.1 GB" (decimal, as disks and browsers count). */
export function formatBytes(bytes: number, language: string): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), BYTE_UNITS.length - 1);
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: BYTE_UNITS[step]!,
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step === 3 ? 1 : 0,
  }).format(bytes / 1000 ** step);
}

/** 0.4 → "1 second", 90 → "2 minutes": never less than a second, minutes from 90 on. */
export function formatSeconds(seconds: number, language: string): string {
  const minutes = seconds >= 90;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: minutes ? 'minute' : 'second',
    unitDisplay: 'long',
    maximumFractionDigits: 0,
  }).format(minutes ? Math.round(seconds / 60) : Math.max(1, Math.ceil(seconds)));
}

export function formatPercent(fraction: number, language: string): string {
  // Rounded down, so that 100 % is said only of what is done.
  return new Intl.NumberFormat(language, { style: 'percent' }).format(Math.floor(fraction * 100) / 100);
}

export function formatNumber(value: number, language: string, fractionDigits = 0): string {
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: fractionDigits,
    maximumFractionDigits: fractionDigits,
  }).format(value);
}
