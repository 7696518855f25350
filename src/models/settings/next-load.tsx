import { Alert, Button, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ModelRecord } from '../../../model-config/models/record.ts';
import { useModels } from '../context';
import { loadedModel } from '../store';

/** Says that the model in memory still has another context than the one chosen, and offers to load it again. */
export function NextLoad({ record, onLoad }: { record: ModelRecord; onLoad: () => void }) {
  const { t } = useTranslation();
  const load = useModels((models) => models.load);
  const engine = useModels((models) => models.engine);
  const chosen = useModels((models) => {
    const entry = models.entries.find((each) => each.record.id === record.id);
    return entry?.availability.state === 'ready' ? entry.availability.artifacts.contextWindow : null;
  });
  const loaded = loadedModel(engine);
  if (loaded?.id !== record.id || chosen === null || loaded.contextWindow === chosen) return null;

  return (
    <Alert role="status" variant="default" icon={<IconInfoCircle aria-hidden />} mt="xs" p="sm">
      <Text size="sm" mb="xs">
        {t('model-settings.nextLoad', { chosen, now: loaded.contextWindow })}
      </Text>
      <Button
        variant="default"
        // An answer that is being written would be cut off.
        disabled={engine.state !== 'ready'}
        onClick={() => {
          void load(record.id);
          onLoad();
        }}
      >
        {t('model-settings.loadAgain')}
      </Button>
    </Alert>
  );
}
