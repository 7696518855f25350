import { useTranslation } from 'react-i18next';
import { Page } from '@/ui/page';

export function RunScreen() {
  const { t } = useTranslation();
  return (
    <Page title={t('results.run.title')} lead={t('results.run.lead')}>
      {null}
    </Page>
  );
}
