import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './conversation-list.module.css';

interface RenameFieldProps {
  title: string;
  onSave: (title: string) => void;
  onCancel: () => void;
}

/** Enter and leaving the field save, Esc does not; an empty title counts as no change. */
export function RenameField({ title, onSave, onCancel }: RenameFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(title);
  const save = () => onSave(text.trim() || title);
  return (
    <TextInput
      className={classes.rename!}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save();
        if (event.key === 'Escape') {
          event.stopPropagation();
          onCancel();
        }
      }}
      aria-label={t('chat.list.newTitle')}
      data-autofocus
      autoFocus
    />
  );
}
