import { Skeleton, Text } from '@mantine/core';
import { lazy, memo, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '@/db/types';
import { useModels } from '@/models/context';
import type { ThreadEntry } from '../tree';
import { isUnfinished } from '../tree';
import classes from './answer.module.css';
import { AnswerFailureNotice } from './answer-failure';
import { AnswerFooter } from './answer-footer';
import { UnsavedAnswerNotice } from './unsaved-answer';

const MarkdownText = lazy(() => import('./markdown-text'));

/** Drawn anew only when the text has grown: the database gives new objects at every batch. */
const AnswerText = memo(function AnswerText({
  text,
  live,
  unfolded,
}: {
  text: string;
  live: boolean;
  unfolded: boolean;
}) {
  return (
    <div data-message-text>
      <Suspense fallback={<div className={classes.plain}>{text}</div>}>
        <MarkdownText text={text} live={live} unfolded={unfolded} />
      </Suspense>
    </div>
  );
});

function WaitingNote() {
  const { t } = useTranslation();
  const loading = useModels((models) => models.engine.state === 'loading');
  return (
    <div className={classes.waiting}>
      <Text size="sm" c="dimmed">
        {t(loading ? 'chat.answer.loading' : 'chat.answer.waiting')}
      </Text>
      <Skeleton height={10} mt="sm" width="82%" />
      <Skeleton height={10} mt="sm" width="64%" />
    </div>
  );
}

interface AnswerViewProps {
  answer: Answer;
  entry: ThreadEntry;
  /** Whether a further answer may be asked for now. */
  canRegenerate: boolean;
  /** Draws all of a long answer. */
  unfolded: boolean;
  onRegenerate: () => void;
  onShowSibling: (id: string) => void;
}

export function AnswerView({ answer, entry, canRegenerate, unfolded, onRegenerate, onShowSibling }: AnswerViewProps) {
  const { t } = useTranslation();
  const unfinished = isUnfinished(answer);
  return (
    <article
      className={classes.answer}
      aria-label={t('chat.answer.label')}
      aria-busy={unfinished}
      data-message-id={answer.id}
    >
      {unfinished && answer.text === '' && <WaitingNote />}
      {answer.text !== '' && <AnswerText text={answer.text} live={unfinished} unfolded={unfolded} />}
      {answer.state === 'failed' && answer.failure && (
        <AnswerFailureNotice failure={answer.failure} onRetry={onRegenerate} canRetry={canRegenerate} />
      )}
      <UnsavedAnswerNotice answer={answer} />
      <AnswerFooter
        answer={answer}
        entry={entry}
        canRegenerate={canRegenerate}
        onRegenerate={onRegenerate}
        onShowSibling={onShowSibling}
      />
    </article>
  );
}
