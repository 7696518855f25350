import { Drawer } from '@mantine/core';
import { useDisclosure, useHotkeys, useMediaQuery } from '@mantine/hooks';
import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { insideOverlay } from '@/ui/inside-overlay';
import classes from './chat-screen.module.css';
import { ConversationList } from './conversation-list';
import { ConversationView } from './conversation-view';
import { NewConversation } from './new-conversation';

/** The list of conversations beside the one that is open; on a phone the list is a drawer. */
export function ChatScreen() {
  const { t } = useTranslation();
  const { id = null } = useParams();
  const navigate = useNavigate();
  const narrow = useMediaQuery('(max-width: 61.99em)', false, { getInitialValueInEffect: false });
  const [listOpen, list] = useDisclosure(false);
  const [forSearch, setForSearch] = useState(false);
  const search = useRef<HTMLInputElement>(null);

  function openList(toSearch: boolean) {
    setForSearch(toSearch);
    list.open();
  }
  const onLeave = useCallback(() => void navigate('/chat'), [navigate]);
  const onOpenList = narrow ? () => openList(false) : null;

  function toSearch(event: KeyboardEvent) {
    if (search.current) {
      if (!insideOverlay(event) || listOpen) search.current.focus();
    } else if (narrow && !insideOverlay(event)) openList(true);
  }
  // On some keyboards it takes Shift to type it.
  useHotkeys([
    ['/', toSearch],
    ['shift+/', toSearch],
  ]);

  const conversations = (
    <ConversationList currentId={id} searchRef={search} forSearch={forSearch} onLeave={onLeave} onChosen={list.close} />
  );

  return (
    <div className={classes.screen}>
      {narrow ? (
        <Drawer
          opened={listOpen}
          onClose={list.close}
          title={t('chat.list.label')}
          closeButtonProps={{ 'aria-label': t('chat.list.close'), size: 40 }}
          size="18rem"
          classNames={{ body: classes.drawerBody! }}
        >
          {conversations}
        </Drawer>
      ) : (
        <aside className={classes.list} aria-label={t('chat.list.label')}>
          {conversations}
        </aside>
      )}
      {id === null ? (
        <NewConversation onOpenList={onOpenList} />
      ) : (
        <ConversationView key={id} conversationId={id} onOpenList={onOpenList} />
      )}
    </div>
  );
}
