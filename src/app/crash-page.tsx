import { Button, Group, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { StorageError } from '@/db/storage';
import { VaultError } from '@/db/vault/errors';
import { useWordsFor } from '@/models/fault-words';
import { CopyAction } from '@/ui/copy-action';
import { FaultDetail } from '@/ui/fault-detail';
import classes from './crash-page.module.css';

/** The last screen when one can't be shown: what happened, and that nothing written down is lost. */
export function CrashPage({ error }: { error: unknown }) {
  const { title, next } = useWords(error);
  const { t } = useTranslation();
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return (
    <main className={classes.page} id="content" tabIndex={-1}>
      <Title order={1} size="h3">
        {title}
      </Title>
      <Text my="md">{next}</Text>
      <Group mb="lg">
        <Button onClick={() => window.location.reload()}>{t('app.crash.reload')}</Button>
        <CopyAction text={details} label={t('app.crash.copy')} />
      </Group>
      <FaultDetail detail={details} />
    </main>
  );
}

function useWords(error: unknown): { title: string; next: string } {
  const { t } = useTranslation();
  const words = useWordsFor();
  if (isLoadingFault(error)) return { title: t('app.crash.loading.title'), next: t('app.crash.loading.next') };
  if (error instanceof StorageError) return words(error);
  const title = t('app.crash.title');
  if (!(error instanceof VaultError)) return { title, next: t('app.crash.kept') };
  return { title, next: error.code === 'damaged' ? t('app.crash.damaged') : t(`vault.problem.${error.code}`) };
}

/** A part of the page that its server does not send any more, in the words of Chromium, Firefox and Safari. */
function isLoadingFault(error: unknown): boolean {
  return error instanceof Error && /dynamically imported module|Importing a module script failed/i.test(error.message);
}
