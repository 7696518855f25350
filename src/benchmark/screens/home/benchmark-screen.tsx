import { useTranslation } from 'react-i18next';
import { Page } from '@/ui/page';
import { DatasetsPanel } from './datasets-panel';
import { ProtocolsPanel } from './protocols-panel';
import { RunForm } from './run-form';
import { RunList } from './run-list';
import { useSample } from './use-sample';

/** What to run, what has run, and the data sets and protocols there are. */
export function BenchmarkScreen() {
  const { t } = useTranslation();
  const noSample = useSample();
  return (
    <Page title={t('benchmark.title')} lead={t('benchmark.lead')}>
      <RunForm noSample={noSample} />
      <RunList />
      <DatasetsPanel />
      <ProtocolsPanel />
    </Page>
  );
}
