import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ModelEntry } from '../shelves';
import { artifactsOf } from '../storage/model-files';

/** Where a model's files are: in this browser, or beside the page, which a load without the server needs told apart. */
export function ModelPlace({ entry }: { entry: ModelEntry }) {
  const { t } = useTranslation();
  const { stored, besidePage, availability, origin } = entry;
  const bytes = artifactsOf(entry)?.files.reduce((sum, file) => sum + (file.bytes ?? 0), 0) ?? 0;
  const whole = stored.complete || (availability.state === 'cannot-run' && stored.bytes > 0);
  return (
    <>
      {whole && <Place>{t('models.screen.place.browser', { bytes: stored.bytes })}</Place>}
      {!whole && stored.bytes > 0 && <Place>{t('models.screen.place.part', { bytes: stored.bytes })}</Place>}
      {!whole && besidePage && <Place>{t('models.screen.place.page', { bytes })}</Place>}
      {!whole && origin === 'imported' && availability.state === 'ready' && (
        <Place>{t('models.screen.incomplete')}</Place>
      )}
    </>
  );
}

function Place({ children }: { children: string }) {
  return (
    <Text size="sm" mt="xs">
      {children}
    </Text>
  );
}
