import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { Fragment, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { selectLeaf } from '@/db/conversations';
import type { Answer, Message } from '@/db/types';
import { useSave } from '@/ui/use-save';
import { useChat } from '../context';
import { readingStart } from '../prompt';
import type { Thread } from '../queries';
import { isUnfinished, newestLeafBelow } from '../tree';
import { Announcement } from './announcement';
import { AnswerView } from './answer';
import { QuestionView } from './question';
import { ReadingStart } from './reading-start';
import classes from './thread.module.css';
import { useFoundMessage } from './use-found-message';
import { useStickToBottom } from './use-stick-to-bottom';

/** Answers that other tabs began: each is watched until its tab finishes it or is gone. */
function useRecovery(answers: readonly Answer[]) {
  const recover = useChat((chat) => chat.recover);
  const unfinished = answers.filter(isUnfinished);
  const ids = unfinished.map((answer) => answer.id).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ids say whether the answers are others
  useEffect(() => {
    void recover(unfinished);
  }, [ids, recover]);
}

export function ThreadView({ thread }: { thread: Thread }) {
  const { t } = useTranslation();
  const regenerate = useChat((chat) => chat.regenerate);
  const save = useSave();
  const { viewport, content, away, toBottom, show } = useStickToBottom();
  const { conversation, messages, path } = thread;
  const leaf = path.at(-1)?.message;
  const answers = path.map((entry) => entry.message).filter((message) => message.role === 'assistant');
  const busy = answers.some(isUnfinished);
  useRecovery(answers);
  const start = leaf?.role === 'assistant' ? readingStart(messages, leaf) : null;

  // A question just asked, or another conversation, is looked at from its end.
  const lastQuestionId = path.findLast((entry) => entry.message.role === 'user')?.message.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the effect answers these changes
  useEffect(toBottom, [conversation.id, lastQuestionId, toBottom]);
  useFoundMessage(
    path.map((entry) => entry.message.id),
    show,
  );

  const answerAgain = (message: Message) =>
    message.role === 'assistant' && void save('answer', () => regenerate(message));

  return (
    <div className={classes.frame}>
      <div className={classes.viewport} ref={viewport}>
        <div className={classes.column} ref={content}>
          {path.map((entry) =>
            entry.message.role === 'user' ? (
              <Fragment key={entry.message.id}>
                {entry.message.id === start?.id && <ReadingStart />}
                <QuestionView question={entry.message} />
              </Fragment>
            ) : (
              <AnswerView
                key={entry.message.id}
                answer={entry.message}
                entry={entry}
                canRegenerate={!busy}
                onRegenerate={() => answerAgain(entry.message)}
                onShowSibling={(id) =>
                  void save('branch', () => selectLeaf(conversation.id, newestLeafBelow(messages, id)))
                }
              />
            ),
          )}
        </div>
      </div>
      {away && (
        <Button
          className={classes.jump}
          variant="default"
          radius="xl"
          leftSection={<IconArrowDown size={16} />}
          onClick={toBottom}
        >
          {t('chat.thread.jump')}
        </Button>
      )}
      <Announcement answer={leaf?.role === 'assistant' ? leaf : null} />
    </div>
  );
}
