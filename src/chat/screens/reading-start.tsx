import { IconCut } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './thread.module.css';

/** Divides what the model read for the last answer from the exchanges before, which it did not. */
export function ReadingStart() {
  const { t } = useTranslation();
  return (
    <p className={classes.readingStart}>
      <IconCut size={14} aria-hidden />
      {t('chat.thread.readingStart')}
    </p>
  );
}
