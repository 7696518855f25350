import { Button, Skeleton, Title } from '@mantine/core';
import { IconCut, IconMessagePlus, IconPlayerStop, IconPlayerStopFilled } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useChat } from '@/chat/context';
import { type Thread, useThread } from '@/chat/queries';
import { Announcement } from '@/chat/screens/announcement';
import { useStickToBottom } from '@/chat/screens/use-stick-to-bottom';
import { isUnfinished } from '@/chat/tree';
import type { Answer } from '@/db/types';
import { useModels } from '@/models/context';
import { useKiosk } from './context';
import { ExchangeFailure } from './exchange-failure';
import classes from './kiosk.module.css';

const MarkdownText = lazy(() => import('@/chat/screens/markdown-text'));

export function ExchangeView({ conversationId }: { conversationId: string }) {
  const thread = useThread(conversationId);
  return thread ? <Exchange thread={thread} /> : <main className={classes.visit} aria-busy />;
}

/** The question that was asked and its answer, as it is written. */
function Exchange({ thread: { path } }: { thread: Thread }) {
  const { t } = useTranslation();
  const stop = useChat((chat) => chat.stop);
  const askAnother = useKiosk((kiosk) => kiosk.askAnother);
  const { viewport, content } = useStickToBottom();
  const question = path[0]?.message;
  const answer = path[1]?.message;
  const running = useChat((chat) => (answer ? (chat.running[answer.id] ?? null) : null));
  const unfinished = answer?.role === 'assistant' && isUnfinished(answer);

  // The box that had the focus is gone.
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);

  if (question?.role !== 'user' || answer?.role !== 'assistant') return <main className={classes.visit} aria-busy />;
  return (
    <main className={classes.exchange}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long answer scrolls, and the keyboard must reach it */}
      <section className={classes.scroll} ref={viewport} tabIndex={0} aria-label={t('kiosk.visit.exchange')}>
        <div className={classes.column} ref={content}>
          <Title order={1} className={classes.part!} ref={heading} tabIndex={-1}>
            {t('chat.question.label')}
          </Title>
          <p className={classes.question}>{question.text}</p>
          <Title order={2} className={classes.part!}>
            {t('chat.answer.label')}
          </Title>
          <article aria-label={t('chat.answer.label')} aria-busy={unfinished}>
            {unfinished && answer.text === '' && <Waiting />}
            {answer.text !== '' && (
              <Suspense fallback={<div className={classes.plain}>{answer.text}</div>}>
                <MarkdownText text={answer.text} live={unfinished} />
              </Suspense>
            )}
            {answer.failure && <ExchangeFailure failure={answer.failure} question={question.text} />}
            <Ending state={answer.state} />
          </article>
          <Announcement answer={answer} />
        </div>
      </section>
      <div className={classes.actions}>
        {unfinished ? (
          <Button
            size="xl"
            className={classes.big!}
            fullWidth
            variant="default"
            disabled={running !== 'running'}
            onClick={() => stop(answer.id)}
            leftSection={<IconPlayerStopFilled />}
          >
            {t(running === 'stopping' ? 'chat.composer.stopping' : 'kiosk.visit.stop')}
          </Button>
        ) : (
          <Button size="xl" className={classes.big!} fullWidth onClick={askAnother} leftSection={<IconMessagePlus />}>
            {t('kiosk.visit.another')}
          </Button>
        )}
      </div>
    </main>
  );
}

function Waiting() {
  const { t } = useTranslation();
  const loading = useModels((models) => models.engine.state === 'loading');
  return (
    <>
      <p>{t(loading ? 'chat.answer.loading' : 'chat.answer.waiting')}</p>
      <Skeleton height={14} mt="sm" width="82%" />
      <Skeleton height={14} mt="sm" width="64%" />
    </>
  );
}

/** How an answer ended, where it did not simply end. */
function Ending({ state }: { state: Answer['state'] }) {
  const { t } = useTranslation();
  if (state !== 'stopped' && state !== 'length') return null;
  const Icon = state === 'stopped' ? IconPlayerStop : IconCut;
  return (
    <p className={classes.ending}>
      <Icon size={20} aria-hidden /> {t(`chat.answer.${state}`)}
    </p>
  );
}
