import { Button, Group, Loader, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Wait } from '@/ui/wait';
import { useImportActions } from '../context';
import type { ImportStanding } from '../state';

type At<Step extends ImportStanding['step']> = Extract<ImportStanding, { step: Step }>;

export function ExaminingCard({ standing: { name } }: { standing: At<'examining'> }) {
  const { t } = useTranslation();
  const { cancel } = useImportActions();
  return (
    <Group justify="space-between" gap="sm">
      <Group gap="sm" wrap="nowrap" miw={0}>
        <Loader size="sm" />
        <Text size="sm">{t('import.examining', { name })}</Text>
      </Group>
      <Button variant="subtle" onClick={() => void cancel()}>
        {t('ui.cancel')}
      </Button>
    </Group>
  );
}

/** What is being done, how far, how long, and the ways to stop. */
export function WorkingCard({ standing: { name, progress, stopping } }: { standing: At<'working'> }) {
  const { t } = useTranslation();
  const { pause, cancel } = useImportActions();
  const { phase = 'starting', loadedBytes = 0, totalBytes = 0, secondsLeft = null } = progress ?? {};
  const figures = { loadedBytes, totalBytes, secondsLeft, fraction: totalBytes > 0 ? loadedBytes / totalBytes : 0 };
  return (
    <section aria-label={name}>
      <Title order={3} size="h5">
        {t('import.working.title', { name })}
      </Title>
      {/* Figures that change every moment are not read out. */}
      <div aria-live="off">
        <Wait label={t(stopping ? 'import.working.stopping' : `import.phase.${phase}`)} {...figures} />
      </div>
      <Group gap="sm" mt="sm">
        <Button variant="default" disabled={stopping} onClick={pause}>
          {t('import.working.pause')}
        </Button>
        <Button variant="default" disabled={stopping} onClick={() => void cancel()}>
          {t('ui.cancel')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mt="sm">
        {t('import.working.stay')}
      </Text>
    </section>
  );
}
