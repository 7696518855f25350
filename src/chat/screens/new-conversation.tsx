import { Text, Title, UnstyledButton } from '@mantine/core';
import { useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { LicenceNotice } from '@/models/screens/licence-notice';
import { useChat } from '../context';
import { ChatComposer } from './chat-composer';
import { ChatHeader } from './chat-header';
import classes from './chat-screen.module.css';
import own from './new-conversation.module.css';

const NEW = { conversationId: null, parentId: null, answerState: null, unfinishedId: null };
const EXAMPLES = ['differential', 'referral', 'note', 'interaction'] as const;

/** The empty thread: what must be known before the first question, and tasks to begin with. */
export function NewConversation({ onOpenList }: { onOpenList: (() => void) | null }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const draft = useChat((chat) => chat.draft);
  const input = useRef<HTMLTextAreaElement>(null);
  const onSent = useCallback((id: string) => void navigate(`/chat/${id}`), [navigate]);

  function fill(example: (typeof EXAMPLES)[number]) {
    draft('', t(`chat.examples.${example}.text`));
    input.current?.focus();
  }

  return (
    <main className={classes.conversation} id="content" tabIndex={-1}>
      <ChatHeader title={t('chat.new.title')} onOpenList={onOpenList} />
      <div className={own.scroll}>
        <div className={own.column}>
          <Title order={2} className={own.greeting!}>
            {t('chat.new.greeting')}
          </Title>
          <LicenceNotice />
          <Text size="sm" c="dimmed" mt="lg" mb="xs">
            {t('chat.examples.lead')}
          </Text>
          <ul className={own.examples}>
            {EXAMPLES.map((example) => (
              <li key={example}>
                <UnstyledButton className={own.example!} onClick={() => fill(example)}>
                  <span className={own.exampleTitle}>{t(`chat.examples.${example}.title`)}</span>
                  <span className={own.exampleText}>{t(`chat.examples.${example}.text`)}</span>
                </UnstyledButton>
              </li>
            ))}
          </ul>
        </div>
      </div>
      <ChatComposer {...NEW} onSent={onSent} inputRef={input} />
    </main>
  );
}
