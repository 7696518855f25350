import { Badge, Group, Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '@/i18n/use-language';
import { ModelSettingsAction } from '../settings/settings-action';
import type { ModelEntry } from '../shelves';
import { CardMenu } from './card-menu';
import { LoadAction } from './load-action';
import { MemoryParts } from './memory-parts';
import { ModelDetails } from './model-details';
import { ModelFacts } from './model-facts';
import { ModelFidelity } from './model-fidelity';
import { ModelPlace } from './model-place';
import { TaskPanel } from './task-panel';
import { useExport } from './use-export';
import { WayToAdd } from './way-to-add';
import { useWhyNot } from './why-not';

/** One model: what it is, what it may be used for, and the one thing to do with it. */
export function ModelCard({ entry }: { entry: ModelEntry }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const whyNot = useWhyNot();
  const { record, availability } = entry;
  const copying = useExport(record.id);

  return (
    <Paper component="article" withBorder p="md" mb="sm" aria-label={record.name}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <Group gap="xs" mih={40}>
          <Title order={3} size="h5">
            {record.name}
          </Title>
          {record.role === 'product' && <Badge variant="light">{t('models.screen.product')}</Badge>}
          {record.role === 'fixture' && <Badge variant="default">{t('models.screen.fixture')}</Badge>}
          {record.licence.researchOnly && <Badge variant="default">{t('models.screen.researchOnly')}</Badge>}
        </Group>
        <CardMenu entry={entry} onExport={copying.start} />
      </Group>
      <Text size="sm">{record.description[language]}</Text>
      <ModelFacts entry={entry} />
      <MemoryParts entry={entry} />
      <ModelFidelity manifest={entry.manifest} />
      <ModelPlace entry={entry} />
      <Text size="sm" mt="xs">
        {record.licence.notice[language]}
      </Text>
      {availability.state === 'ready' && availability.guess && (
        <Text size="sm" mt="xs" fw={600}>
          {whyNot(availability.guess)}
        </Text>
      )}
      {availability.state === 'ready' && <LoadAction entry={entry} />}
      <ModelSettingsAction entry={entry} />
      {availability.state === 'cannot-run' && (
        <Text size="sm" mt="xs" fw={600}>
          {whyNot(availability.why)}
        </Text>
      )}
      {(availability.state === 'can-be-added' || availability.state === 'not-prepared') && (
        <WayToAdd how={availability.how} />
      )}
      <TaskPanel entry={entry} />
      {copying.cannot && (
        <Text size="sm" mt="sm" role="alert">
          {t('models.screen.noPicker')}
        </Text>
      )}
      <ModelDetails entry={entry} />
    </Paper>
  );
}
