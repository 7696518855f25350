import { Text, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconAction } from '@/ui/icon-action';
import classes from './find-bar.module.css';
import type { Find } from './use-find';

/** In place of the browser's own search, which sees of a long chat only what is drawn. */
export function FindBar({ find }: { find: Find }) {
  const { t } = useTranslation();
  const { input, typed, setTyped, total, ordinal, next, previous, close } = find;

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') {
      // Elsewhere it stops an answer.
      event.stopPropagation();
      close();
    } else if (event.key === 'Enter' && event.target === input.current) {
      event.preventDefault();
      (event.shiftKey ? previous : next)();
    }
  }

  return (
    <search className={classes.bar} aria-label={t('chat.find.label')} onKeyDown={onKeyDown}>
      <TextInput
        ref={input}
        className={classes.field!}
        aria-label={t('chat.find.label')}
        placeholder={t('chat.find.placeholder')}
        autoComplete="off"
        spellCheck={false}
        autoFocus
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Text role="status" size="xs" c="dimmed" className={classes.count!}>
        {total === 0 && t('chat.find.none')}
        {total !== null && total > 0 && t('chat.find.count', { ordinal, total })}
      </Text>
      <IconAction label={t('chat.find.previous')} size={40} variant="subtle" disabled={!total} onClick={previous}>
        <IconChevronUp size={18} />
      </IconAction>
      <IconAction label={t('chat.find.next')} size={40} variant="subtle" disabled={!total} onClick={next}>
        <IconChevronDown size={18} />
      </IconAction>
      <IconAction label={t('chat.find.close')} size={40} variant="subtle" onClick={close}>
        <IconX size={18} />
      </IconAction>
    </search>
  );
}
