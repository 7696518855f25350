import { Button, Group, Progress, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useImportActions } from '../context';
import type { Interrupted } from '../state';
import { DropZone } from './drop-zone';
import { ImportErrorText } from './import-error-text';
import { SourceButton } from './source-buttons';

/** An import that was paused or broken off: how far it is, and the ways to go on or to be rid of it. */
export function InterruptedCard({ standing }: { standing: Interrupted }) {
  const { t } = useTranslation();
  const { give, cancel, continue: goOn } = useImportActions();
  const { name, kind, doneBytes, totalBytes, needsSource, error } = standing;
  const source = kind === 'gguf' ? 'file' : 'folder';
  const title = t('import.interrupted.title', { name });
  return (
    <section aria-label={name}>
      <Title order={3} size="h5">
        {title}
      </Title>
      <Text size="sm">{t('import.interrupted.standing', { doneBytes, totalBytes })}</Text>
      <Progress value={(100 * doneBytes) / Math.max(1, totalBytes)} my="sm" aria-label={title} />
      {error && <ImportErrorText error={error} />}
      {needsSource && (
        <DropZone
          label={t(source === 'file' ? 'import.interrupted.sourceFile' : 'import.interrupted.sourceFolder')}
          onFound={(found) => void give(found)}
        >
          <SourceButton
            kind={source}
            label={t(source === 'file' ? 'import.chooseFile' : 'import.chooseFolder')}
            onFound={(found) => void give(found)}
          />
        </DropZone>
      )}
      <Group gap="sm" mt="md">
        {!needsSource && <Button onClick={() => void goOn()}>{t('import.interrupted.continue')}</Button>}
        <Button variant="default" onClick={() => void cancel()}>
          {t('import.interrupted.discard')}
        </Button>
      </Group>
    </section>
  );
}
