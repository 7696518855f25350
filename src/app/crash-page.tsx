import { Button, Group, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyAction } from '@/ui/copy-action';
import { FaultDetail } from '@/ui/fault-detail';
import classes from './crash-page.module.css';

/** The last screen when a screen's own code fails: what happened, and that nothing written down is lost. */
export function CrashPage({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const loading = isLoadingFault(error);
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return (
    <main className={classes.page} id="content" tabIndex={-1}>
      <Title order={1} size="h3">
        {t(loading ? 'app.crash.loading.title' : 'app.crash.title')}
      </Title>
      <Text my="md">{t(loading ? 'app.crash.loading.next' : 'app.crash.kept')}</Text>
      <Group mb="lg">
        <Button onClick={() => window.location.reload()}>{t('app.crash.reload')}</Button>
        <CopyAction text={details} label={t('app.crash.copy')} />
      </Group>
      <FaultDetail detail={details} />
    </main>
  );
}

/** A part of the page that its server does not send any more, in the words of Chromium, Firefox and Safari. */
function isLoadingFault(error: unknown): boolean {
  return error instanceof Error && /dynamically imported module|Importing a module script failed/i.test(error.message);
}
