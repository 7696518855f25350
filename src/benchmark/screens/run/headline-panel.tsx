import { Switch, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGE_NAMES } from '@/i18n/languages';
import { Panel } from '@/ui/panel';
import { type Accuracy, accuracyOf, METRICS, type Metric } from '../../results/accuracy';
import { publishedFor } from '../../results/published';
import type { Run, Sample } from '../../types';
import { Chart } from '../charts/chart';
import { useFigures } from '../charts/figures';
import { type IntervalRow, IntervalRows } from '../charts/interval-rows';
import classes from './run-screen.module.css';

/** The figure that stands for the run, then every other one that applies, each with what it means. */
export function HeadlinePanel({ run, samples }: { run: Run; samples: readonly Sample[] }) {
  const { t } = useTranslation();
  const { percent, count } = useFigures();
  const [compared, setCompared] = useState(false);
  const { dataset, language, protocol } = run.plan;
  const figures = useMemo(() => {
    const headlineFirst = [protocol.headline, ...METRICS.filter((metric) => metric !== protocol.headline)];
    return headlineFirst.flatMap((metric): { metric: Metric; accuracy: Accuracy }[] => {
      const accuracy = accuracyOf(samples, metric);
      return accuracy ? [{ metric, accuracy }] : [];
    });
  }, [samples, protocol.headline]);
  const published = useMemo(() => publishedFor(dataset.kind, language), [dataset.kind, language]);
  const headline = figures[0];
  if (!headline || headline.accuracy.share === null) {
    return (
      <Panel title={t('results.headline.title')}>
        <Text>{t('results.headline.none')}</Text>
      </Panel>
    );
  }
  const { accuracy } = headline;
  const ours = figures.map(({ metric, accuracy: figure }): IntervalRow & { right: number; total: number } => ({
    key: metric,
    label: t(`results.metric.${metric}.name`),
    share: figure.share,
    interval: figure,
    side: t('results.figure.of', { items: count(figure.total) }),
    strong: metric === headline.metric,
    right: figure.right,
    total: figure.total,
  }));
  const theirs = compared
    ? published.map(
        ({ model, share, source }): IntervalRow => ({
          key: `${model} ${source}`,
          label: model,
          share,
          interval: null,
          side: t(`results.published.short.${source}`),
        }),
      )
    : [];

  return (
    <Panel title={t('results.headline.title')}>
      <div className={classes.headline}>
        <span className={classes.figure}>{percent(accuracy.share ?? 0)}</span>
        <Text span>
          {t('results.headline.interval', {
            low: percent(accuracy.low),
            high: percent(accuracy.high),
            right: count(accuracy.right),
            total: count(accuracy.total),
          })}
        </Text>
      </div>
      <Chart<IntervalRow & { right?: number; total?: number }>
        title={t('results.headline.chart')}
        summary={t('results.headline.summary', {
          figures: [...ours, ...theirs].map(({ label, share }) => `${label} ${percent(share ?? 0)}`).join(', '),
        })}
        columns={[
          { label: t('results.figure.metric'), value: ({ label }) => label },
          {
            label: t('results.figure.accuracy'),
            value: ({ share }) => share,
            text: ({ share }) => percent(share ?? 0),
          },
          {
            label: t('results.figure.low'),
            value: ({ interval }) => interval?.low ?? null,
            text: ({ interval }) => (interval ? percent(interval.low) : '–'),
          },
          {
            label: t('results.figure.high'),
            value: ({ interval }) => interval?.high ?? null,
            text: ({ interval }) => (interval ? percent(interval.high) : '–'),
          },
          { label: t('results.figure.right'), value: ({ right }) => right ?? null },
          { label: t('results.figure.items'), value: ({ total }) => total ?? null },
          { label: t('results.figure.source'), value: ({ interval, side }) => (interval ? '' : side) },
        ]}
        rows={[...ours, ...theirs]}
        rowKey={({ key }) => key}
        fileName={`${dataset.kind}-${language}-figures`}
      >
        <IntervalRows rows={[...ours, ...theirs]} />
      </Chart>
      {published.length > 0 && (
        <Switch
          mt="xs"
          size="md"
          styles={{ body: { minHeight: 40, alignItems: 'center' } }}
          label={t('results.published.show')}
          checked={compared}
          onChange={(event) => setCompared(event.currentTarget.checked)}
        />
      )}
      {theirs.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('results.published.note', { language: LANGUAGE_NAMES[language] })}
        </Text>
      )}
      <dl className={classes.meanings}>
        {figures.map(({ metric }) => (
          <div key={metric}>
            <dt>{t(`results.metric.${metric}.name`)}</dt>
            <dd>{t(`results.metric.${metric}.meaning`)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
