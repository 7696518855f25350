import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { cacheBytes, weightBytes } from '../../../model-config/models/memory.ts';
import { useModels } from '../context';
import { type ModelEntry, variantShown } from '../shelves';

/** What the memory a model needs is for, on this device at the full context. */
export function MemoryParts({ entry }: { entry: ModelEntry }) {
  const { t } = useTranslation();
  const device = useModels((models) => models.device);
  if (device === null) return null;
  const { quantization, gpuMemoryBytes } = variantShown(entry, device);
  const { record } = entry;
  const weights = weightBytes(record.architecture, quantization);
  const cache = cacheBytes(record.architecture, record.limits.contextWindow, quantization);
  return (
    <Text size="sm" c="dimmed">
      {t('models.screen.facts.memoryOf')}{' '}
      {t('models.screen.facts.parts', { weights, cache, rest: Math.max(0, gpuMemoryBytes - weights - cache) })}
    </Text>
  );
}
