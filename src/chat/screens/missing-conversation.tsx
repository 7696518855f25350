import { Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ChatHeader } from './chat-header';
import classes from './chat-screen.module.css';

/** An address of a conversation that was deleted, or that is of another browser. */
export function MissingConversation({ onOpenList }: { onOpenList: (() => void) | null }) {
  const { t } = useTranslation();
  return (
    <main className={classes.conversation} id="content" tabIndex={-1}>
      <ChatHeader title={t('chat.missing.title')} onOpenList={onOpenList} />
      <Stack align="center" p="xl" gap="md">
        <Text ta="center">{t('chat.missing.text')}</Text>
        <Button component={Link} to="/chat" variant="default">
          {t('chat.list.new')}
        </Button>
      </Stack>
    </main>
  );
}
