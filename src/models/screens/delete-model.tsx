import { Button, Group, Modal, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSave } from '@/ui/use-save';
import { useModels } from '../context';
import type { ModelEntry } from '../shelves';

interface DeleteModelProps {
  entry: ModelEntry;
  asking: boolean;
  onClose: () => void;
}

/** Asks before a model is deleted: what that frees, and how it could be had again. */
export function DeleteModel({ entry, asking, onClose }: DeleteModelProps) {
  const { t } = useTranslation();
  const remove = useModels((models) => models.remove);
  const save = useSave();
  const { record, stored } = entry;
  function confirm() {
    onClose();
    void save('delete', () => remove(record.id));
  }
  return (
    <Modal
      opened={asking}
      onClose={onClose}
      title={t('models.screen.remove.title', { model: record.name })}
      closeButtonProps={{ 'aria-label': t('ui.close'), size: 40 }}
    >
      <Text>{t('models.screen.remove.frees', { bytes: stored.bytes })}</Text>
      <Text mb="lg">{t(`models.screen.remove.again.${wayBack(entry)}`)}</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('ui.cancel')}
        </Button>
        <Button color="red" onClick={confirm}>
          {t('models.screen.remove.confirm')}
        </Button>
      </Group>
    </Modal>
  );
}

function wayBack({ origin, besidePage, availability }: ModelEntry): 'imported' | 'page' | 'online' | 'setUp' {
  if (origin === 'imported') return 'imported';
  if (besidePage) return 'page';
  return availability.state === 'ready' && !availability.artifacts.weightsUrl.startsWith(document.baseURI)
    ? 'online'
    : 'setUp';
}
