import { useTranslation } from 'react-i18next';
import { StorageNotice } from '@/ui/storage-notice';
import { useChat } from '../context';

/** Says above the composer that a question could not be written down, while that is so. Its text is in the composer again. */
export function UnsavedNotice({ text }: { text: string }) {
  const { t } = useTranslation();
  const unsaved = useChat((chat) => chat.unsaved);
  if (!unsaved) return null;
  return (
    <StorageNotice
      title={t('storage.question.title')}
      fault={unsaved}
      {...(text !== '' && { kept: { text, file: t('storage.question.file') } })}
    />
  );
}
