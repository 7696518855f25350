import { Button, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { releaseDatabase } from '@/db/schema';
import { useModels } from '@/models/context';
import { deleteEverything } from '@/privacy/wipe';
import { Panel } from '@/ui/panel';

/** Deletes all that is kept, after one question, and opens Hakui as on the first day. */
export function DeleteEverything() {
  const { t } = useTranslation();
  const [asking, question] = useDisclosure(false);
  const [state, setState] = useState<'idle' | 'working' | 'failed'>('idle');
  const unload = useModels((models) => models.unload);

  async function remove() {
    setState('working');
    try {
      await unload();
      releaseDatabase();
      await deleteEverything();
    } catch {
      setState('failed');
      return;
    }
    window.location.hash = '#/chat';
    window.location.reload();
  }

  return (
    <Panel title={t('privacy.wipe.title')} lead={t('privacy.wipe.lead')}>
      <Button color="red" variant="outline" leftSection={<IconTrash size={18} />} onClick={question.open}>
        {t('privacy.wipe.button')}
      </Button>
      <Modal
        opened={asking}
        onClose={question.close}
        title={t('privacy.wipe.question')}
        closeButtonProps={{ 'aria-label': t('ui.close'), size: 40 }}
      >
        <Text mb="lg">{t('privacy.wipe.consequence')}</Text>
        {state === 'failed' && (
          <Text role="alert" c="red" mb="md">
            {t('privacy.wipe.failed')}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={question.close} data-autofocus>
            {t('ui.cancel')}
          </Button>
          <Button color="red" loading={state === 'working'} onClick={() => void remove()}>
            {t('privacy.wipe.confirm')}
          </Button>
        </Group>
      </Modal>
    </Panel>
  );
}
