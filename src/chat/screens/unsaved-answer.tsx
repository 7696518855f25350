import { useTranslation } from 'react-i18next';
import type { Answer } from '@/db/types';
import { StorageNotice } from '@/ui/storage-notice';
import { useChat } from '../context';
import { isUnfinished } from '../tree';

/** Says below an answer that the storage does not have it, or not all of it, while that is so. */
export function UnsavedAnswerNotice({ answer }: { answer: Answer }) {
  const { t } = useTranslation();
  const error = useChat((chat) => chat.unsavedAnswers[answer.id]?.error ?? null);
  const saveAnswers = useChat((chat) => chat.saveAnswers);
  if (error === null) return null;
  return (
    <StorageNotice
      title={t('storage.answer.title')}
      fault={error}
      lead={t('storage.answer.lead')}
      {...(!isUnfinished(answer) && { onAgain: () => void saveAnswers() })}
      {...(answer.text !== '' && { kept: { text: answer.text, file: t('storage.answer.file') } })}
    />
  );
}
