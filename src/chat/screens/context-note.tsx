import { IconAlertTriangle, IconCut } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { TooLong } from '../fit';
import type { Measure } from '../measure';
import classes from './context-meter.module.css';

/** Says before sending what the model will not read any more, or that the question cannot be sent. */
export const ContextNote = memo(function ContextNote({ measure }: { measure: Measure | null }) {
  return (
    <div role="status" className={classes.note}>
      {measure?.tooLong && <DoesNotFit measure={measure} context={measure.tooLong} />}
      {measure?.fits && measure.leftOut > 0 && <Leaves count={measure.leftOut} />}
    </div>
  );
});

function DoesNotFit({ measure, context }: { measure: Measure; context: TooLong }) {
  const { t } = useTranslation();
  const { contextWindow: all, frame, promptTokens, question, reserve } = measure;
  return (
    <p className={classes.tooLong}>
      <IconAlertTriangle size={16} aria-hidden />
      {t('chat.meter.tooLong', { context, all, frame, question, reserve, used: promptTokens + reserve })}
    </p>
  );
}

function Leaves({ count }: { count: number }) {
  const { t } = useTranslation();
  return (
    <p>
      <IconCut size={16} aria-hidden />
      {count === 1 ? t('chat.meter.leavesOne') : t('chat.meter.leaves', { leftOut: count })}
    </p>
  );
}
