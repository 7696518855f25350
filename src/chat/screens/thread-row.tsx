import { memo, type Ref } from 'react';
import type { Answer } from '@/db/types';
import type { ThreadEntry } from '../tree';
import { AnswerView } from './answer';
import { QuestionView } from './question';
import { ReadingStart } from './reading-start';
import classes from './thread.module.css';

interface ThreadRowProps {
  entry: ThreadEntry;
  /** Its place in the thread, and of how many. */
  index: number;
  total: number;
  /** Pixels of what is not drawn before it. */
  gap: number;
  measure: Ref<HTMLLIElement> | undefined;
  /** Whether the model's reading for the last answer began here. */
  startsReading: boolean;
  canRegenerate: boolean;
  /** Draws all of a long answer. */
  unfolded: boolean;
  onRegenerate: (answer: Answer) => void;
  onShowSibling: (id: string) => void;
}

/** One message, drawn anew only when it has changed. A screen reader is told its place, though not all of the thread is drawn. */
export const ThreadRow = memo(function ThreadRow(props: ThreadRowProps) {
  const { entry, index, total, gap, measure, startsReading, canRegenerate, unfolded, onRegenerate, onShowSibling } =
    props;
  const { message } = entry;
  return (
    <>
      {gap > 0 && <li className={classes.gap} style={{ height: gap }} aria-hidden />}
      <li className={classes.row} ref={measure} data-index={index} aria-posinset={index + 1} aria-setsize={total}>
        {startsReading && <ReadingStart />}
        {message.role === 'user' ? (
          <QuestionView question={message} />
        ) : (
          <AnswerView
            answer={message}
            entry={entry}
            canRegenerate={canRegenerate}
            unfolded={unfolded}
            onRegenerate={() => onRegenerate(message)}
            onShowSibling={onShowSibling}
          />
        )}
      </li>
    </>
  );
});
