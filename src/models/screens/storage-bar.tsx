import { Button, Group, Modal, Progress, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askToPersist } from '@/privacy/storage';
import { useStorage } from '@/privacy/use-storage';
import { Panel } from '@/ui/panel';
import { useSave } from '@/ui/use-save';
import { useModels } from '../context';
import type { StoredBytes } from '../storage/stored-bytes';

/** How the browser's storage is used, as a bar and in words, and whether it may be cleared without asking. */
export function StorageBar() {
  const { t } = useTranslation();
  const storage = useModels((models) => models.storage);
  const { storage: quota, refresh } = useStorage(storage);
  const [answer, setAnswer] = useState<'granted' | 'denied' | null>(null);
  if (storage === null || quota === undefined) return null;
  if (quota === null) {
    return (
      <Panel title={t('models.screen.storage.title')}>
        <Text size="sm">{t('models.screen.storage.untold')}</Text>
      </Panel>
    );
  }

  async function ask() {
    setAnswer((await askToPersist()) ? 'granted' : 'denied');
    refresh();
  }

  const other = Math.max(0, quota.usageBytes - storage.bytes);
  const figures = {
    models: storage.bytes,
    other,
    free: Math.max(0, quota.quotaBytes - quota.usageBytes),
    quota: quota.quotaBytes,
  };
  const percent = (bytes: number) => (quota.quotaBytes > 0 ? (100 * bytes) / quota.quotaBytes : 0);
  return (
    <Panel title={t('models.screen.storage.title')}>
      <Progress.Root size="lg" aria-hidden>
        <Progress.Section value={percent(storage.bytes)} />
        <Progress.Section value={percent(other)} color="gray" />
      </Progress.Root>
      <Text size="sm" mt="xs">
        {t('models.screen.storage.text', figures)}
      </Text>
      <Group justify="space-between" gap="xs">
        <Text size="sm">{t(`models.screen.storage.${quota.persisted ? 'persisted' : 'evictable'}`)}</Text>
        {!quota.persisted && (
          <Button variant="default" onClick={() => void ask()}>
            {t('models.screen.storage.ask')}
          </Button>
        )}
      </Group>
      <Text size="sm" role="status">
        {answer && t(`models.screen.storage.${answer}`)}
      </Text>
      {storage.strayBytes > 0 && <Stray storage={storage} />}
    </Panel>
  );
}

function Stray({ storage: { strayBytes: bytes } }: { storage: StoredBytes }) {
  const { t } = useTranslation();
  const [asking, question] = useDisclosure(false);
  const save = useSave();
  const removeStray = useModels((models) => models.removeStray);
  function remove() {
    question.close();
    void save('delete', removeStray);
  }
  return (
    <Group justify="space-between" gap="xs" mt="xs">
      <Text size="sm">{t('models.screen.storage.stray', { bytes })}</Text>
      <Button variant="default" onClick={question.open}>
        {t('models.screen.storage.removeStray')}
      </Button>
      <Modal
        opened={asking}
        onClose={question.close}
        title={t('models.screen.storage.strayQuestion')}
        closeButtonProps={{ 'aria-label': t('ui.close'), size: 40 }}
      >
        <Text mb="lg">{t('models.screen.storage.strayConsequence', { bytes })}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={question.close} data-autofocus>
            {t('ui.cancel')}
          </Button>
          <Button color="red" onClick={remove}>
            {t('models.screen.remove.confirm')}
          </Button>
        </Group>
      </Modal>
    </Group>
  );
}
