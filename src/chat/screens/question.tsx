import { useTranslation } from 'react-i18next';
import type { Question } from '@/db/types';
import classes from './question.module.css';

export function QuestionView({ question }: { question: Question }) {
  const { t } = useTranslation();
  return (
    <article className={classes.row} aria-label={t('chat.question.label')} data-message-id={question.id}>
      <div className={classes.question} data-message-text>
        {question.text}
      </div>
    </article>
  );
}
