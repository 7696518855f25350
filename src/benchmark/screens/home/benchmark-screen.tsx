import { useTranslation } from 'react-i18next';
import { Page } from '@/ui/page';

export function BenchmarkScreen() {
  const { t } = useTranslation();
  return (
    <Page title={t('benchmark.title')} lead={t('benchmark.lead')}>
      {null}
    </Page>
  );
}
