import { Button, Text } from '@mantine/core';
import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { LANGUAGE_NAMES } from '@/i18n/languages';
import { useLanguage } from '@/i18n/use-language';
import { useItems, useRun } from '../../queries';
import type { Item, Run } from '../../types';
import { useFigures } from '../charts/figures';
import { useDatasetName } from '../dataset-name';
import { modelNameOf } from '../run-name';
import { WidePage } from '../wide-page';
import { AnswersPanel } from './answers-panel';
import { BreakdownCharts } from './breakdown-charts';
import { ExamPanel } from './exam-panel';
import { HeadlinePanel } from './headline-panel';
import { ItemBrowser } from './item-browser';
import { ProvenancePanel } from './provenance-panel';
import { RunActions } from './run-actions';
import { RunStanding } from './run-standing';
import { useRunSamples } from './use-run-samples';

const NO_ITEMS: readonly Item[] = [];

/** One run: its figure, where it comes from, what it is made of, and every item. */
export function RunScreen() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const run = useRun(id);
  if (run === undefined) return null;
  if (run === null) {
    return (
      <WidePage title={t('results.missing.title')} lead={t('results.missing.lead')}>
        <Button component={Link} to="/benchmark" variant="default">
          {t('results.toBenchmark')}
        </Button>
      </WidePage>
    );
  }
  return <RunView key={run.id} run={run} />;
}

function RunView({ run }: { run: Run }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { date } = useFigures();
  const datasetName = useDatasetName();
  const samples = useRunSamples(run);
  const stored = useItems(run.plan.dataset.id);
  const items = useMemo(() => new Map((stored ?? NO_ITEMS).map((item) => [item.id, item])), [stored]);
  const { dataset, protocol } = run.plan;
  const metric = protocol.headline;
  // What is above the fold needs no questions, and is painted before the charts of ten thousand items are made.
  const rest = useDeferredValue(samples !== undefined && stored !== undefined, false);

  return (
    <WidePage
      title={t('results.run.title', { dataset: datasetName(dataset), language: LANGUAGE_NAMES[run.plan.language] })}
      lead={t('results.run.lead', {
        protocol: protocol.name[language],
        model: modelNameOf(run),
        date: date(run.createdAt),
      })}
    >
      <RunActions run={run} items={stored === undefined ? undefined : items} hasDataset={stored !== null} />
      <RunStanding run={run} />
      {samples && (
        <>
          <HeadlinePanel run={run} samples={samples} />
          <ProvenancePanel run={run} />
        </>
      )}
      {!rest && (
        <Text aria-live="polite" mih="60vh">
          {t('results.reading')}
        </Text>
      )}
      {rest && samples && (
        <>
          {stored === null && (
            <Text mb="lg" role="note">
              {t('results.noDataset')}
            </Text>
          )}
          <ExamPanel run={run} samples={samples} items={stored ?? NO_ITEMS} />
          <BreakdownCharts run={run} samples={samples} items={items} metric={metric} />
          <AnswersPanel run={run} samples={samples} />
          <ItemBrowser run={run} samples={samples} items={items} metric={metric} />
        </>
      )}
    </WidePage>
  );
}
