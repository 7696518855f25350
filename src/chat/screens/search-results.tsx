import { Button, Text } from '@mantine/core';
import type { KeyboardEvent, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { SearchInProgress } from '../queries';
import type { Results } from '../search/text-index';
import classes from './search.module.css';
import { SearchResult } from './search-result';

interface SearchResultsProps {
  search: SearchInProgress;
  currentId: string | null;
  listRef: RefObject<HTMLUListElement | null>;
  onChosen: () => void;
  /** Up from the first result. */
  onUp: () => void;
  onEscape: () => void;
}

/** Conversations that hold what was typed. Arrow keys go through them. */
export function SearchResults({ search, currentId, listRef, onChosen, onUp, onEscape }: SearchResultsProps) {
  const { t } = useTranslation();
  const { results, failed, retry } = search;

  function onKeyDown(event: KeyboardEvent<HTMLUListElement>) {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onEscape();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const links = [...event.currentTarget.querySelectorAll('a')];
    const next = links.indexOf(document.activeElement as HTMLAnchorElement) + step;
    if (next < 0) onUp();
    else links[next]?.focus();
  }

  if (failed) {
    return (
      <div className={classes.failed}>
        <Text size="sm" mb="xs">
          {t('chat.search.failed')}
        </Text>
        <Button variant="default" onClick={retry}>
          {t('chat.failure.retry')}
        </Button>
      </div>
    );
  }
  if (!results || results.total === 0) return null;
  return (
    <ul
      className={classes.results}
      ref={listRef}
      aria-label={t('chat.search.results')}
      data-search-results
      onKeyDown={onKeyDown}
    >
      {results.found.map((found) => (
        <SearchResult
          key={found.conversationId}
          found={found}
          current={found.conversationId === currentId}
          onChosen={onChosen}
        />
      ))}
    </ul>
  );
}

/** Told to screen readers too, which need it in the page before there is something to tell. */
export function SearchStatus({ search, searching }: { search: SearchInProgress; searching: boolean }) {
  const { t } = useTranslation();
  const { wanted, results, reading } = search;
  const told = (found: Results) => {
    const { length: shown } = found.found;
    if (found.total === 0) return t('chat.search.none', { wanted });
    if (found.total === 1) return t('chat.search.foundOne');
    if (found.total === shown) return t('chat.search.found', { total: shown });
    return t('chat.search.foundMany', { total: found.total, shown });
  };
  return (
    <Text role="status" size="sm" c="dimmed" className={classes.status!}>
      {searching && reading && t('chat.search.reading')}
      {searching && results && told(results)}
    </Text>
  );
}
