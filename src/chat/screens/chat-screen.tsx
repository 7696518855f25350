import { Drawer } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
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
  const openList = narrow ? list.open : null;

  const conversations = <ConversationList currentId={id} onLeave={() => navigate('/chat')} onChosen={list.close} />;

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
        <NewConversation onOpenList={openList} />
      ) : (
        <ConversationView key={id} conversationId={id} onOpenList={openList} />
      )}
    </div>
  );
}
