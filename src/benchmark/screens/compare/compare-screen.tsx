import { useTranslation } from 'react-i18next';
import { Page } from '@/ui/page';

export function CompareScreen() {
  const { t } = useTranslation();
  return (
    <Page title={t('results.compare.title')} lead={t('results.compare.lead')}>
      {null}
    </Page>
  );
}
