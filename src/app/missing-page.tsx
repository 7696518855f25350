import { Button, List, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { GeneralFeature, Lack } from '@/browser/features';
import type { NoDatabase } from '@/db/open-disk';
import { FaultDetail } from '@/ui/fault-detail';
import classes from './crash-page.module.css';

/** In place of the app in a browser without something that all of it needs: what is missing, what for, and the way on. */
export function MissingPage({ lacks }: { lacks: readonly Lack<GeneralFeature>[] }) {
  const { t } = useTranslation();
  const refused = lacks.some(({ cause }) => cause !== 'absent');
  const detail = lacks
    .map(({ feature, cause, reason }) => [feature, cause, reason].filter(Boolean).join(': '))
    .join('\n');
  return (
    <Page title={t('browser.missing.title')} next={t(`browser.missing.${refused ? 'refused' : 'old'}`)} detail={detail}>
      <List my="md">
        {lacks.map(({ feature }) => (
          <List.Item key={feature}>{t(`browser.feature.${feature}`)}</List.Item>
        ))}
      </List>
    </Page>
  );
}

/** In place of the app where the browser's database cannot be used. */
export function NoDatabasePage({ why: { cause, reason } }: { why: NoDatabase }) {
  const { t } = useTranslation();
  return (
    <Page title={t(`browser.database.${cause}.title`)} next={t(`browser.database.${cause}.next`)} detail={reason} />
  );
}

interface PageProps {
  title: string;
  next: string;
  detail: string | null;
  children?: React.ReactNode;
}

function Page({ title, next, detail, children }: PageProps) {
  const { t } = useTranslation();
  return (
    <main className={classes.page} id="content" tabIndex={-1}>
      <Title order={1} size="h3">
        {title}
      </Title>
      {children}
      <Text my="md">{next}</Text>
      <Button mb="lg" onClick={() => window.location.reload()}>
        {t('app.crash.reload')}
      </Button>
      <FaultDetail detail={detail} />
    </main>
  );
}
