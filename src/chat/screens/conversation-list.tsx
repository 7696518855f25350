import { Button, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { groupByAge } from '../groups';
import { useConversations } from '../queries';
import classes from './conversation-list.module.css';
import { ConversationRow } from './conversation-row';

interface ConversationListProps {
  currentId: string | null;
  /** The open conversation was deleted. */
  onLeave: () => void;
  /** A conversation, or a new one, was chosen. */
  onChosen: () => void;
}

export function ConversationList({ currentId, onLeave, onChosen }: ConversationListProps) {
  const { t } = useTranslation();
  const conversations = useConversations();
  const groups = groupByAge(conversations ?? [], new Date());
  return (
    <div className={classes.list}>
      <div className={classes.new}>
        <Button
          component={Link}
          to="/chat"
          onClick={onChosen}
          fullWidth
          variant="default"
          leftSection={<IconPlus size={18} />}
        >
          {t('chat.list.new')}
        </Button>
      </div>
      <div className={classes.scroll}>
        {conversations?.length === 0 && (
          <Text size="sm" c="dimmed" p="md">
            {t('chat.list.empty')}
          </Text>
        )}
        {groups.map((group) => (
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
        ))}
      </div>
    </div>
  );
}
