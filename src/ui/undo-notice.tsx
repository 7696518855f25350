import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';

/** Long enough to be read and reached by keyboard. */
const UNDO_MS = 12_000;

interface Undoable {
  /** Of the notice: a second one takes the place of the first. */
  id: string;
  message: string;
  undo: () => void;
}

/** Tells that something was deleted, and offers the way back. */
export function useUndoNotice(): (undoable: Undoable) => void {
  const { t } = useTranslation();
  return ({ id, message, undo }) => {
    notifications.show({
      id,
      autoClose: UNDO_MS,
      withCloseButton: true,
      closeButtonProps: { 'aria-label': t('ui.close') },
      message: (
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm">{message}</Text>
          <Button
            variant="subtle"
            px="xs"
            flex="none"
            onClick={() => {
              undo();
              notifications.hide(id);
            }}
          >
            {t('ui.undo')}
          </Button>
        </Group>
      ),
    });
  };
}
