import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useChat } from '../context';
import classes from './answer.module.css';

/** Says that the database could not be written, while that is so. */
export function UnsavedNotice() {
  const { t } = useTranslation();
  const unsaved = useChat((chat) => chat.unsaved);
  if (!unsaved) return null;
  return (
    <Alert
      variant="default"
      mx="md"
      icon={<IconAlertTriangle className={classes.alarm} aria-hidden />}
      title={t('chat.unsaved.title')}
    >
      {t('chat.unsaved.next', { reason: unsaved.message })}
    </Alert>
  );
}
