import { Button, Text, Title } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/ui/page';
import { useModels } from '../context';
import { AddModelPanel } from '../import/screens/add-model-panel';
import type { Shelf } from '../shelves';
import { ModelCard } from './model-card';
import { ModelProblems } from './model-problems';
import classes from './models-screen.module.css';
import { StorageBar } from './storage-bar';

const SHELVES: readonly Shelf[] = ['here', 'addable', 'cannot'];

/** Three shelves: here, can be added, cannot run on this device. */
export function ModelsScreen() {
  const { t } = useTranslation();
  const entries = useModels((models) => models.entries);
  const examined = useModels((models) => models.device !== null);
  const problems = useModels((models) => models.problems);
  const examine = useModels((models) => models.examine);

  return (
    <Page title={t('models.screen.title')} lead={t('models.screen.lead')}>
      <ModelProblems problems={problems} />
      {examined && <StorageBar />}
      {!examined && <Text aria-live="polite">{t('models.screen.examining')}</Text>}
      {examined &&
        SHELVES.map((shelf) => {
          const onShelf = entries.filter((entry) => entry.shelf === shelf);
          return (
            <section key={shelf} className={classes.shelf} aria-label={t(`models.screen.shelf.${shelf}`)}>
              <Title order={2} size="h4" mb="sm">
                {t(`models.screen.shelf.${shelf}`)}
              </Title>
              {onShelf.length === 0 && (
                <Text c="dimmed" size="sm">
                  {t(`models.screen.none.${shelf}`)}
                </Text>
              )}
              {onShelf.map((entry) => (
                <ModelCard key={entry.record.id} entry={entry} />
              ))}
            </section>
          );
        })}
      {examined && <AddModelPanel />}
      {examined && (
        <Button variant="default" leftSection={<IconRefresh size={18} />} onClick={() => void examine()}>
          {t('models.screen.lookAgain')}
        </Button>
      )}
    </Page>
  );
}
