import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { deleteConversation, restoreConversation } from '@/db/conversations';
import type { Conversation } from '@/db/types';
import { useChat } from '../context';

/** Long enough to be read and reached by keyboard. */
const UNDO_MS = 12_000;

/** Deletes at once and offers the way back. */
export function useDeleteWithUndo(): (conversation: Conversation) => Promise<void> {
  const { t } = useTranslation();
  const stopConversation = useChat((chat) => chat.stopConversation);

  return async ({ id, title }) => {
    await stopConversation(id);
    const deleted = await deleteConversation(id);
    if (!deleted) return;
    const noticeId = `deleted-${id}`;
    notifications.show({
      id: noticeId,
      autoClose: UNDO_MS,
      withCloseButton: true,
      closeButtonProps: { 'aria-label': t('ui.close') },
      message: (
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm">{t('chat.list.deleted', { title })}</Text>
          <Button
            variant="subtle"
            px="xs"
            flex="none"
            onClick={() => {
              void restoreConversation(deleted);
              notifications.hide(noticeId);
            }}
          >
            {t('chat.list.undo')}
          </Button>
        </Group>
      ),
    });
  };
}
