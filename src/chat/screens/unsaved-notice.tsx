import { useTranslation } from 'react-i18next';
import { StorageNotice } from '@/ui/storage-notice';
import { useChat } from '../context';
import classes from './composer.module.css';

/** Says above the composer that a question, or what was typed, could not be written down, while that is so. Its text is in the composer. */
export function UnsavedNotice({ text }: { text: string }) {
  const { t } = useTranslation();
  const unsaved = useChat((chat) => chat.unsaved);
  const unsavedDraft = useChat((chat) => chat.unsavedDraft);
  const fault = unsaved ?? (text === '' ? null : unsavedDraft);
  if (fault === null) return null;
  return (
    <div className={classes.column}>
      <StorageNotice
        title={t(unsaved ? 'storage.question.title' : 'storage.draft.title')}
        fault={fault}
        {...(text !== '' && { kept: { text, file: t('storage.question.file') } })}
      />
    </div>
  );
}
