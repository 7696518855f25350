import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/ui/panel';
import { costsOf } from '../../results/costs';
import type { Run, Sample } from '../../types';
import { useFigures } from '../charts/figures';
import { LetterChart } from './letter-chart';
import classes from './run-screen.module.css';

/** How the answers came about: which letters, how many could not be read, what they took. */
export function AnswersPanel({ run, samples }: { run: Run; samples: readonly Sample[] }) {
  const { t } = useTranslation();
  const { count, seconds } = useFigures();
  const costs = useMemo(() => costsOf(samples), [samples]);
  if (samples.length === 0) return null;
  const asked = run.origin !== 'predictions';
  const facts = [
    { key: 'unread', value: count(costs.unread) },
    { key: 'cut', value: count(costs.cut) },
    { key: 'failed', value: count(costs.failed) },
    ...(asked
      ? ([
          { key: 'promptTokens', value: count(costs.promptTokens) },
          { key: 'completionTokens', value: count(costs.completionTokens) },
          { key: 'time', value: seconds(costs.wallSeconds) },
          { key: 'median', value: costs.medianSeconds === null ? '–' : seconds(costs.medianSeconds) },
        ] as const)
      : []),
  ] as const;
  return (
    <Panel title={t('results.answers.title')}>
      <dl className={classes.counts}>
        {facts.map(({ key, value }) => (
          <div key={key}>
            <dt>{t(`results.answers.${key}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <LetterChart run={run} samples={samples} />
    </Panel>
  );
}
