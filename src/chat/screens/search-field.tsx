import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { FocusEvent, KeyboardEvent, RefObject } from 'react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './search.module.css';

interface SearchFieldProps {
  inputRef: RefObject<HTMLInputElement | null>;
  typed: string;
  onType: (typed: string) => void;
  /** To the first result. */
  onDown: () => void;
  /** A drawer that opens for the search has the focus begin here. */
  autoFocus: boolean;
}

/** Esc empties it and gives the focus back to where it was before. */
export function SearchField({ inputRef, typed, onType, onDown, autoFocus }: SearchFieldProps) {
  const { t } = useTranslation();
  const before = useRef<HTMLElement | null>(null);

  function onFocus(event: FocusEvent) {
    const { relatedTarget } = event;
    // From a result it came by an arrow key.
    if (relatedTarget instanceof HTMLElement && relatedTarget.closest('[data-search-results]')) return;
    before.current = relatedTarget instanceof HTMLElement ? relatedTarget : null;
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault();
      onDown();
    }
    if (event.key !== 'Escape') return;
    // Elsewhere it stops an answer.
    event.stopPropagation();
    onType('');
    // A drawer keeps the focus to itself.
    if (event.currentTarget.closest('[role="dialog"]')) return;
    if (before.current?.isConnected) before.current.focus();
    else event.currentTarget.blur();
  }

  return (
    <TextInput
      ref={inputRef}
      className={classes.field!}
      classNames={{ input: classes.input! }}
      type="search"
      size="md"
      aria-label={t('chat.search.label')}
      aria-keyshortcuts="/"
      placeholder={t('chat.search.placeholder')}
      autoComplete="off"
      spellCheck={false}
      leftSection={<IconSearch size={18} aria-hidden />}
      rightSectionWidth={42}
      rightSection={
        typed !== '' && (
          <CloseButton
            size={40}
            aria-label={t('chat.search.clear')}
            onClick={() => {
              onType('');
              inputRef.current?.focus();
            }}
          />
        )
      }
      data-autofocus={autoFocus || undefined}
      // The first Esc empties the field, the next one closes the drawer around it.
      data-mantine-stop-propagation={typed !== '' || undefined}
      value={typed}
      onChange={(event) => onType(event.currentTarget.value)}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
    />
  );
}
