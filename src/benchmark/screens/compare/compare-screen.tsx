import { NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { letterAt } from '../../export/asked-item';
import { useRuns } from '../../queries';
import { accuracyOf, METRICS, type Metric } from '../../results/accuracy';
import type { Run } from '../../types';
import { WidePage } from '../wide-page';
import { PairPanel } from './pair-panel';
import { RunPicker } from './run-picker';
import { useSamplesOf } from './use-samples-of';

/** Two runs or more over the items they share, each against the first. */
export function CompareScreen() {
  const { t } = useTranslation();
  const [address, setAddress] = useSearchParams();
  const runs = useRuns();
  const ids = [...new Set((address.get('runs') ?? '').split(',').filter((id) => id !== ''))];
  const chosen = ids.flatMap((id) => runs?.find((run) => run.id === id) ?? []);

  return (
    <WidePage title={t('results.compare.title')} lead={t('results.compare.lead')}>
      {runs && (
        <>
          <RunPicker runs={runs} chosen={chosen} onChoose={(wanted) => setAddress({ runs: wanted.join(',') })} />
          {chosen.length < ids.length && (
            <Text role="note" mb="md">
              {t('results.compare.gone', { runs: ids.length - chosen.length })}
            </Text>
          )}
          {chosen.length < 2 ? <Text>{t('results.compare.choose')}</Text> : <Comparisons runs={chosen} />}
        </>
      )}
    </WidePage>
  );
}

function Comparisons({ runs }: { runs: readonly Run[] }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<Metric>();
  const samples = useSamplesOf(runs);
  if (!samples) return <Text aria-live="polite">{t('results.reading')}</Text>;
  const shared = METRICS.filter((metric) => samples.every((each) => accuracyOf(each, metric) !== null));
  const usual = shared.find((metric) => metric === runs[0]!.plan.protocol.headline) ?? shared[0];
  const metric = shared.find((each) => each === wanted) ?? usual;
  if (!metric) return <Text role="note">{t('results.compare.noMetric')}</Text>;
  const [first, ...others] = runs.map((run, at) => ({ run, samples: samples[at]!, letter: letterAt(at) }));
  return (
    <>
      {shared.length > 1 && (
        <NativeSelect
          size="md"
          mb="lg"
          maw="24rem"
          label={t('results.figure.metric')}
          value={metric}
          onChange={(event) => setWanted(event.currentTarget.value as Metric)}
          data={shared.map((each) => ({ value: each, label: t(`results.metric.${each}.name`) }))}
        />
      )}
      {others.map((other) => (
        <PairPanel key={other.run.id} first={first!} second={other} metric={metric} />
      ))}
    </>
  );
}
