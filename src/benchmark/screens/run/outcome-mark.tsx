import { IconAlertTriangle, IconCheck, IconQuestionMark, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Metric } from '../../results/accuracy';
import { outcomeOf } from '../../results/outcome';
import type { Sample } from '../../types';
import classes from './item-browser.module.css';

const ICONS = { right: IconCheck, wrong: IconX, unread: IconQuestionMark, failed: IconAlertTriangle };

/** Right, wrong, unread or failed: in a sign and a word. */
export function OutcomeMark({ sample, metric }: { sample: Sample; metric: Metric }) {
  const { t } = useTranslation();
  const outcome = outcomeOf(sample, metric);
  const Icon = ICONS[outcome];
  return (
    <span className={classes.outcome} data-outcome={outcome}>
      <Icon size={18} aria-hidden />
      {t(`results.outcome.${outcome}`)}
    </span>
  );
}
