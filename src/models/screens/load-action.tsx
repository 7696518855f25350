import { Button, Group, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FaultDetail } from '@/ui/fault-detail';
import { useSave } from '@/ui/use-save';
import { useModels } from '../context';
import { useFaultWords } from '../fault-words';
import { isBad } from '../integrity/verify-files';
import type { ModelEntry } from '../shelves';
import { loadedModel } from '../store';
import { LoadProgressView } from './load-progress';

/** Load, cancel while it loads, unload once it is there; what a failed load says stands here too. */
export function LoadAction({ entry }: { entry: ModelEntry }) {
  const { t } = useTranslation();
  const save = useSave();
  const { id } = entry.record;
  const words = useFaultWords();
  const engine = useModels((models) => models.engine);
  const wantedId = useModels((models) => models.wantedId);
  const choose = useModels((models) => models.choose);
  const unload = useModels((models) => models.unload);
  const task = useModels((models) => models.tasks[id]);

  if (engine.state === 'loading' && engine.modelId === id) return <LoadProgressView />;
  if (loadedModel(engine)?.id === id) {
    return (
      <Group mt="md" justify="space-between">
        <Group gap={6}>
          <IconCircleCheck size={20} aria-hidden />
          <Text size="sm" fw={600}>
            {t('models.screen.loaded')}
          </Text>
        </Group>
        <Button variant="default" onClick={() => void unload()}>
          {t('models.screen.unload')}
        </Button>
      </Group>
    );
  }
  // The work on its files, or what is to be done about them, comes first.
  if (
    task?.state === 'working' ||
    (task?.state === 'done' && task.result.kind === 'verify' && task.result.files.some(isBad))
  )
    return null;
  // Nothing can be fetched for what was made in this browser.
  if (entry.shelf !== 'here' && entry.origin === 'imported') return null;
  const failure = engine.state === 'failed' && wantedId === id ? words(engine.error) : null;
  return (
    <>
      {failure && (
        <>
          <Text size="sm" mt="sm" c="red" role="alert">
            {failure.title} {failure.next}
          </Text>
          <FaultDetail detail={failure.detail} />
        </>
      )}
      <Button
        mt="md"
        variant={entry.shelf === 'here' ? 'filled' : 'default'}
        onClick={() => void save('setting', () => choose(id))}
      >
        {t(entry.shelf === 'here' ? 'models.screen.load' : 'models.screen.download')}
      </Button>
    </>
  );
}
