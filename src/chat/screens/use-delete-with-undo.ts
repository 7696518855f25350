import { useTranslation } from 'react-i18next';
import { deleteConversation, restoreConversation } from '@/db/conversations';
import type { Conversation } from '@/db/types';
import { useUndoNotice } from '@/ui/undo-notice';
import { useSave } from '@/ui/use-save';
import { useChat } from '../context';

/** Deletes at once and offers the way back. */
export function useDeleteWithUndo(): (conversation: Conversation) => Promise<void> {
  const { t } = useTranslation();
  const stopDeleted = useChat((chat) => chat.stopDeleted);
  const offerUndo = useUndoNotice();
  const save = useSave();

  async function remove({ id, title }: Conversation): Promise<void> {
    await stopDeleted(id);
    const deleted = await deleteConversation(id);
    if (!deleted) return;
    offerUndo({
      id: `deleted-${id}`,
      message: t('chat.list.deleted', { title }),
      undo: () => void save('undo', () => restoreConversation(deleted)),
    });
  }

  return async (conversation) => void (await save('delete', () => remove(conversation)));
}
