import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type RefObject, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSearch } from '../queries';
import { AllConversations } from './all-conversations';
import classes from './conversation-list.module.css';
import { SearchField } from './search-field';
import { SearchResults, SearchStatus } from './search-results';

interface ConversationListProps {
  currentId: string | null;
  searchRef: RefObject<HTMLInputElement | null>;
  /** The list is opened for a search. */
  forSearch: boolean;
  /** The open conversation was deleted. */
  onLeave: () => void;
  /** A conversation, or a new one, was chosen. */
  onChosen: () => void;
}

export function ConversationList({ currentId, searchRef, forSearch, onLeave, onChosen }: ConversationListProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const search = useSearch(typed);
  const results = useRef<HTMLUListElement>(null);
  const viewport = useRef<HTMLDivElement>(null);
  const searching = typed.trim() !== '';
  const toField = () => searchRef.current?.focus();
  return (
    <div className={classes.list}>
      <div className={classes.top}>
        <SearchField
          inputRef={searchRef}
          typed={typed}
          onType={setTyped}
          onDown={() => results.current?.querySelector('a')?.focus()}
          autoFocus={forSearch}
        />
        <Tooltip label={t('chat.list.new')}>
          <ActionIcon
            component={Link}
            to="/chat"
            onClick={onChosen}
            size={42}
            variant="default"
            aria-label={t('chat.list.new')}
          >
            <IconPlus size={20} />
          </ActionIcon>
        </Tooltip>
      </div>
      <SearchStatus search={search} searching={searching} />
      <div className={classes.scroll} ref={viewport}>
        {searching ? (
          <SearchResults
            search={search}
            currentId={currentId}
            listRef={results}
            onChosen={onChosen}
            onUp={toField}
            onEscape={() => {
              setTyped('');
              toField();
            }}
          />
        ) : (
          <AllConversations currentId={currentId} viewport={viewport} onLeave={onLeave} onChosen={onChosen} />
        )}
      </div>
    </div>
  );
}
