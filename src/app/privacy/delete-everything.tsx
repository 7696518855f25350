import { Button, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { beginErasing } from '@/privacy/erasing';
import { Panel } from '@/ui/panel';

/** Deletes all that is kept, after one question; what then stands in place of the app shows that nothing is left. */
export function DeleteEverything() {
  const { t } = useTranslation();
  const [asking, question] = useDisclosure(false);
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
        <Group justify="flex-end">
          <Button variant="default" onClick={question.close} data-autofocus>
            {t('ui.cancel')}
          </Button>
          <Button color="red" onClick={beginErasing}>
            {t('privacy.wipe.confirm')}
          </Button>
        </Group>
      </Modal>
    </Panel>
  );
}
