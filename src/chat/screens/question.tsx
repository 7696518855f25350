import { useTranslation } from 'react-i18next';
import classes from './question.module.css';

export function QuestionView({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <article className={classes.row} aria-label={t('chat.question.label')}>
      <div className={classes.question}>{text}</div>
    </article>
  );
}
