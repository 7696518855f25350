import { ActionIcon, Text, Tooltip } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type RefObject, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { timestamp } from '@/clock/clocks';
import { groupByAge } from '../groups';
import { useConversations, useSearch } from '../queries';
import classes from './conversation-list.module.css';
import { ConversationRow } from './conversation-row';
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
      <div className={classes.scroll}>
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
          <AllConversations currentId={currentId} onLeave={onLeave} onChosen={onChosen} />
        )}
      </div>
    </div>
  );
}

type AllConversationsProps = Pick<ConversationListProps, 'currentId' | 'onLeave' | 'onChosen'>;

function AllConversations({ currentId, onLeave, onChosen }: AllConversationsProps) {
  const { t } = useTranslation();
  const conversations = useConversations();
  if (conversations?.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="md">
        {t('chat.list.empty')}
      </Text>
    );
  }
  return groupByAge(conversations ?? [], new Date(timestamp())).map((group) => (
    <section key={group.age} aria-label={t(`chat.list.age.${group.age}`)}>
      <Text component="h2" className={classes.heading!}>
        {t(`chat.list.age.${group.age}`)}
      </Text>
      <ul className={classes.rows}>
        {group.conversations.map((conversation) => (
          <ConversationRow
            key={conversation.id}
            conversation={conversation}
            current={conversation.id === currentId}
            onLeave={onLeave}
            onChosen={onChosen}
          />
        ))}
      </ul>
    </section>
  ));
}
