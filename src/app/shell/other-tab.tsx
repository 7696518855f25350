import { useTranslation } from 'react-i18next';
import { useIsRunning } from '@/benchmark/queries';
import { timestamp } from '@/clock/clocks';
import type { ErrorDetails } from '@/models/errors';
import classes from './status-line.module.css';

/**
 * Which model the tab has that holds the engine, since when, and what it does with it. Nothing where that
 * tab did not say. Apart from the status that a screen reader is told, which would be told of every answer there.
 */
export function OtherTab({ holder, nameOf }: { holder: ErrorDetails; nameOf: (id: string) => string }) {
  const { t, i18n } = useTranslation();
  const running = useIsRunning();
  const { model, since, doing } = holder;
  if (doing === 'gone') return <span className={classes.figures}>{t('engine.holder.gone')}</span>;
  if (typeof model !== 'string' || typeof since !== 'number') return null;
  const activity =
    doing === 'loading' ? 'loading' : running ? 'benchmark' : doing === 'generating' ? 'generating' : 'ready';
  const values = {
    model: nameOf(model),
    since: timeOf(since, i18n.language),
    doing: t(`engine.holder.doing.${activity}`),
  };
  return <span className={classes.figures}>{t('engine.holder.known', values)}</span>;
}

/** The time of day, with the day where it is another than today. */
function timeOf(milliseconds: number, language: string): string {
  const day =
    new Date(milliseconds).toDateString() === new Date(timestamp()).toDateString()
      ? {}
      : ({ dateStyle: 'short' } as const);
  return new Intl.DateTimeFormat(language, { timeStyle: 'short', ...day }).format(milliseconds);
}
