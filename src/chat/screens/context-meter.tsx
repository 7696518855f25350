import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Measure } from '../measure';
import classes from './context-meter.module.css';

/** From this share of the context on, the meter says in words that it is nearly full. */
const NEARLY = 0.9;

/** How much of the model's context the next question takes, what was said and room for its answer included. */
export function ContextMeter({ measure }: { measure: Measure | null }) {
  const { t } = useTranslation();
  if (measure === null) return null;
  const { contextWindow: all, frame, promptTokens, question, reserve } = measure;
  const used = promptTokens + reserve;
  const words = used > all ? t('chat.meter.over') : used > NEARLY * all ? t('chat.meter.nearlyFull') : null;
  const description = t('chat.meter.text', {
    used,
    all,
    question,
    frame,
    earlier: promptTokens - question - frame,
    reserve,
  });

  return (
    <Tooltip label={description} multiline maw={300} events={{ hover: true, focus: true, touch: true }}>
      {/* biome-ignore lint/a11y/useSemanticElements: a native meter has no words in it */}
      <span
        className={classes.meter}
        data-full={words !== null || undefined}
        role="meter"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its tooltip opens with the keyboard, too
        tabIndex={0}
        aria-label={t('chat.meter.label')}
        aria-valuemin={0}
        aria-valuemax={all}
        aria-valuenow={Math.min(used, all)}
        aria-valuetext={words ? `${words} ${description}` : description}
      >
        {words && <span>{words}</span>}
        <span>{t('chat.meter.short', { used, all })}</span>
        <svg className={classes.bar} viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden>
          <rect className={classes.fill} width={Math.min(100, (100 * used) / all)} height="4" />
        </svg>
      </span>
    </Tooltip>
  );
}
