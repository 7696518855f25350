import { Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { letterAt } from '../../export/asked-item';
import type { Sample } from '../../types';
import classes from '../charts/chart.module.css';
import { useFigures } from '../charts/figures';
import { GridLines, ROW_HEIGHT } from '../charts/marks';

/** How likely the model held each letter, among the letters: bars from zero, with the logarithm beside. */
export function LogprobBars({ sample, logprobs }: { sample: Sample; logprobs: readonly number[] }) {
  const { t } = useTranslation();
  const { percent, decimal } = useFigures();
  const bars = sample.optionOrder.map((option, position) => {
    const logprob = logprobs[option] ?? Number.NEGATIVE_INFINITY;
    return { letter: letterAt(position), logprob, probability: Math.exp(logprob) };
  });
  return (
    <section aria-label={t('results.item.logprobs')}>
      <Title order={3} size="h6">
        {t('results.item.logprobs')}
      </Title>
      <div className={classes.chart}>
        {bars.map(({ letter, logprob, probability }) => (
          <div key={letter} className={classes.row}>
            <div className={classes.label}>{letter}</div>
            <svg className={classes.plot} height={ROW_HEIGHT} aria-hidden="true">
              <GridLines ticks={[0]} scale={() => 0} />
              <rect className={classes.bar} x={0} y={5} width={percentOf(probability)} height={12} />
            </svg>
            <div className={classes.value}>
              {percent(probability)} <span className={classes.side}>{decimal(logprob)}</span>
            </div>
          </div>
        ))}
      </div>
    </section>
  );
}

const percentOf = (share: number) => `${Math.min(1, share) * 100}%`;
