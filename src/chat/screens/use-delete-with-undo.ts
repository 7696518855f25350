import { useTranslation } from 'react-i18next';
import { deleteConversation, restoreConversation } from '@/db/conversations';
import type { Conversation } from '@/db/types';
import { useUndoNotice } from '@/ui/undo-notice';
import { useChat } from '../context';

/** Deletes at once and offers the way back. */
export function useDeleteWithUndo(): (conversation: Conversation) => Promise<void> {
  const { t } = useTranslation();
  const stopConversation = useChat((chat) => chat.stopConversation);
  const offerUndo = useUndoNotice();

  return async ({ id, title }) => {
    await stopConversation(id);
    const deleted = await deleteConversation(id);
    if (!deleted) return;
    offerUndo({
      id: `deleted-${id}`,
      message: t('chat.list.deleted', { title }),
      undo: () => void restoreConversation(deleted),
    });
  };
}
