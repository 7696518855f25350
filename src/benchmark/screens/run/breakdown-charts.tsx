import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/ui/panel';
import type { Metric } from '../../results/accuracy';
import { breakDown, DIMENSIONS, type Dimension, type Group } from '../../results/breakdown';
import type { Item, Run, Sample } from '../../types';
import { Chart } from '../charts/chart';
import type { Column } from '../charts/chart-table';
import { useFigures } from '../charts/figures';
import { HumanKey } from '../charts/human-key';
import { IntervalRows } from '../charts/interval-rows';
import classes from './run-screen.module.css';

interface BreakdownChartsProps {
  run: Run;
  samples: readonly Sample[];
  items: ReadonlyMap<string, Item>;
  metric: Metric;
}

/** Small multiples: the same figure for each trait of the items. A trait with one group alone says nothing. */
export function BreakdownCharts({ run, samples, items, metric }: BreakdownChartsProps) {
  const { t } = useTranslation();
  const { language } = run.plan;
  const charts = useMemo(
    () =>
      DIMENSIONS.map((dimension) => ({
        dimension,
        groups: breakDown(samples, items, language, metric, dimension),
      })).filter(({ groups }) => groups.length > 1),
    [samples, items, language, metric],
  );
  if (charts.length === 0) return null;
  return (
    <Panel
      title={t('results.breakdown.title')}
      lead={t('results.breakdown.lead', { metric: t(`results.metric.${metric}.name`) })}
    >
      <div className={classes.multiples}>
        {charts.map(({ dimension, groups }) => (
          <BreakdownChart key={dimension} run={run} dimension={dimension} groups={groups} />
        ))}
      </div>
    </Panel>
  );
}

function BreakdownChart({ run, dimension, groups }: { run: Run; dimension: Dimension; groups: readonly Group[] }) {
  const { t } = useTranslation();
  const { count, percent } = useFigures();
  const name = useGroupName(dimension);
  const human = groups.some((group) => group.human !== null);
  const title = t(`results.breakdown.by.${dimension}`);
  const columns: Column<Group>[] = [
    { label: t(`results.breakdown.group.${dimension}`), value: ({ key }) => key, text: ({ key }) => name(key) },
    {
      label: t('results.figure.accuracy'),
      value: (group) => group.accuracy.share,
      text: ({ accuracy }) => percent(accuracy.share ?? 0),
    },
    {
      label: t('results.figure.low'),
      value: (group) => group.accuracy.low,
      text: ({ accuracy }) => percent(accuracy.low),
    },
    {
      label: t('results.figure.high'),
      value: (group) => group.accuracy.high,
      text: ({ accuracy }) => percent(accuracy.high),
    },
    {
      label: t('results.figure.right'),
      value: (group) => group.accuracy.right,
      text: ({ accuracy }) => count(accuracy.right),
    },
    {
      label: t('results.figure.items'),
      value: (group) => group.accuracy.total,
      text: ({ accuracy }) => count(accuracy.total),
    },
    ...(human
      ? [
          {
            label: t('results.figure.human'),
            value: (group: Group) => group.human,
            text: (group: Group) => (group.human === null ? '–' : percent(group.human)),
          },
        ]
      : []),
  ];
  return (
    <div data-wide={groups.length > 8 || undefined}>
      <Chart
        title={title}
        summary={t('results.breakdown.summary', {
          title,
          figures: groups.map(({ key, accuracy }) => `${name(key)} ${percent(accuracy.share ?? 0)}`).join(', '),
        })}
        columns={columns}
        rows={groups}
        rowKey={({ key }) => key}
        fileName={`${run.plan.dataset.kind}-${run.plan.language}-${dimension}`}
      >
        {human && <HumanKey />}
        <IntervalRows
          rows={groups.map(({ key, accuracy, human: people }) => ({
            key,
            label: name(key),
            share: accuracy.share,
            interval: accuracy,
            side: t('results.figure.of', { items: count(accuracy.total) }),
            human: people,
          }))}
        />
      </Chart>
    </div>
  );
}

/** What a group is called on screen. */
function useGroupName(dimension: Dimension): (key: string) => string {
  const { t } = useTranslation();
  switch (dimension) {
    case 'answers':
      return (key) => t('results.breakdown.answers', { answers: key });
    case 'length':
      return (key) => (key === '>' ? t('results.breakdown.longer') : t('results.breakdown.upTo', { length: key }));
    case 'year':
    case 'block':
    case 'category':
      return (key) => key;
  }
}
