import type { Language } from '@/i18n/languages';
import { useLanguage } from '@/i18n/use-language';

const HOUR = 3600;

/** Figures in the form of the language on screen, with their units. */
export interface Figures {
  /** 0.4523 → "45.2%". */
  percent(share: number): string;
  /** 0.5 → "50%": at an axis. */
  tick(share: number): string;
  /** 0.032 → "+3.2": points of a hundred, signed. */
  points(difference: number): string;
  count(value: number): string;
  /** Three significant digits. */
  decimal(value: number): string;
  /** 0.42 → "0.42 sec", 5400 → "1.5 hr". */
  seconds(value: number): string;
  date(milliseconds: number): string;
}

function figuresIn(language: Language): Figures {
  const number = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options);
  const one = { minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;
  const percent = number({ style: 'percent', ...one });
  const whole = number({ style: 'percent' });
  const points = number({ ...one, signDisplay: 'exceptZero' });
  const count = number({ maximumFractionDigits: 0 });
  const decimal = number({ maximumSignificantDigits: 3 });
  const unit = (name: string) =>
    number({ style: 'unit', unit: name, unitDisplay: 'short', maximumSignificantDigits: 3 });
  const [second, minute, hour] = [unit('second'), unit('minute'), unit('hour')];
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return {
    percent: (share) => percent.format(share),
    tick: (share) => whole.format(share),
    points: (difference) => points.format(difference * 100),
    count: (value) => count.format(value),
    decimal: (value) => decimal.format(value),
    seconds(value) {
      if (value < 100) return second.format(value);
      return value < HOUR ? minute.format(value / 60) : hour.format(value / HOUR);
    },
    date: (milliseconds) => date.format(milliseconds),
  };
}

/** Making formats takes long, and every chart of a page asks for them. */
const made = new Map<Language, Figures>();

export function useFigures(): Figures {
  const language = useLanguage();
  const figures = made.get(language) ?? figuresIn(language);
  made.set(language, figures);
  return figures;
}
