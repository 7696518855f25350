import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode, SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';

interface PassphraseDialogProps {
  title: string;
  confirm: string;
  working: boolean;
  ready: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form that asks for passphrases. While it works it can't be closed: what it does is done or not, never half. */
export function PassphraseDialog({
  title,
  confirm,
  working,
  ready,
  onConfirm,
  onClose,
  children,
}: PassphraseDialogProps) {
  const { t } = useTranslation();

  function onSubmit(event: SubmitEvent) {
    event.preventDefault();
    if (ready) onConfirm();
  }

  return (
    <Modal
      opened
      onClose={() => working || onClose()}
      title={title}
      closeButtonProps={{ 'aria-label': t('ui.close'), size: 40 }}
    >
      <form onSubmit={onSubmit}>
        <Stack gap="md">{children}</Stack>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose} disabled={working}>
            {t('ui.cancel')}
          </Button>
          <Button type="submit" loading={working} disabled={!ready}>
            {confirm}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
