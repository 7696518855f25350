import { Button, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useRuns } from '../../queries';
import type { DatasetHead } from '../../rows';
import { useDeleteDataset } from './use-deletion';

/** Deletes a data set at once where no run refers to it, else after saying what those runs lose. */
export function DeleteDataset({ dataset }: { dataset: DatasetHead }) {
  const { t } = useTranslation();
  const [asking, question] = useDisclosure(false);
  const deleteDataset = useDeleteDataset();
  const users = useRuns()?.filter(({ plan }) => plan.dataset.id === dataset.id);
  if (!users) return null;
  const unfinished = users.filter(({ origin, state }) => origin === 'local' && state !== 'done').length;

  function remove() {
    question.close();
    void deleteDataset(dataset);
  }

  return (
    <>
      <Button variant="subtle" color="red" flex="none" onClick={users.length > 0 ? question.open : remove}>
        {t('benchmark.datasets.delete')}
      </Button>
      <Modal
        opened={asking}
        onClose={question.close}
        title={t('benchmark.datasets.question', { name: dataset.name })}
        closeButtonProps={{ 'aria-label': t('ui.close'), size: 40 }}
      >
        <Text mb="sm">{t('benchmark.datasets.usedBy', { runs: users.length })}</Text>
        {unfinished > 0 && <Text mb="sm">{t('benchmark.datasets.unfinished', { runs: unfinished })}</Text>}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={question.close} data-autofocus>
            {t('ui.cancel')}
          </Button>
          <Button color="red" onClick={remove}>
            {t('benchmark.datasets.delete')}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
