import { useTranslation } from 'react-i18next';
import type { Metric } from '../../results/accuracy';
import type { Comparison } from '../../results/compare';
import { Chart } from '../charts/chart';
import classes from '../charts/chart.module.css';
import { useFigures } from '../charts/figures';
import { AxisRow, IntervalRows } from '../charts/interval-rows';
import { DotAndWhisker, GridLines, ROW_HEIGHT } from '../charts/marks';
import type { Contender } from './contender';

interface DifferenceChartProps {
  comparison: Comparison;
  first: Contender;
  second: Contender;
  metric: Metric;
}

/** The difference about zero, and under it what either run reached over the shared items. */
export function DifferenceChart({ comparison, first, second, metric }: DifferenceChartProps) {
  const { t } = useTranslation();
  const { points, percent, count } = useFigures();
  const difference = comparison.difference!;
  const { low, high } = difference;
  // The axis reaches as far to either side, in steps of ten points.
  const reach = Math.min(1, Math.max(0.1, Math.ceil(Math.max(-low, high) * 10) / 10));
  const scale = (value: number) => (value + reach) / (2 * reach);
  const ticks = [-reach, 0, reach];
  const runs = [
    { letter: first.letter, accuracy: comparison.first },
    { letter: second.letter, accuracy: comparison.second },
  ];
  const rows = [
    {
      key: 'difference',
      label: t('results.pair.difference', { first: first.letter, second: second.letter }),
      value: difference.difference,
      interval: difference,
      text: points,
    },
    ...runs.map(({ letter, accuracy }) => ({
      key: letter,
      label: letter,
      value: accuracy.share ?? 0,
      interval: accuracy,
      text: percent,
    })),
  ];
  return (
    <Chart
      title={t('results.pair.chart', { metric: t(`results.metric.${metric}.name`) })}
      summary={t('results.pair.summary', {
        difference: points(difference.difference),
        low: points(low),
        high: points(high),
        figures: runs.map(({ letter, accuracy }) => `${letter} ${percent(accuracy.share ?? 0)}`).join(', '),
      })}
      columns={[
        { label: t('results.pair.what'), value: ({ label }) => label },
        { label: t('results.pair.value'), value: ({ value }) => value, text: ({ value, text }) => text(value) },
        {
          label: t('results.figure.low'),
          value: ({ interval }) => interval.low,
          text: ({ interval, text }) => text(interval.low),
        },
        {
          label: t('results.figure.high'),
          value: ({ interval }) => interval.high,
          text: ({ interval, text }) => text(interval.high),
        },
      ]}
      rows={rows}
      rowKey={({ key }) => key}
      fileName={`difference-${metric}`}
    >
      <div className={classes.row}>
        <div className={classes.label} data-strong>
          {rows[0]!.label}
        </div>
        <svg className={classes.plot} height={ROW_HEIGHT} aria-hidden="true">
          <GridLines ticks={ticks} scale={scale} />
          <DotAndWhisker value={difference.difference} interval={difference} scale={scale} />
        </svg>
        <div className={classes.value}>
          {points(difference.difference)} <span className={classes.side}>{t('results.pair.points')}</span>
        </div>
      </div>
      <AxisRow>
        {ticks.map((tick) => (
          <span key={tick} style={{ insetInlineStart: `${scale(tick) * 100}%` }}>
            {points(tick)}
          </span>
        ))}
      </AxisRow>
      <IntervalRows
        rows={runs.map(({ letter, accuracy }) => ({
          key: letter,
          label: letter,
          share: accuracy.share,
          interval: accuracy,
          side: t('results.figure.of', { items: count(accuracy.total) }),
        }))}
      />
    </Chart>
  );
}
