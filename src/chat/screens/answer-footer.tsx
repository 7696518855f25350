import { IconCut, IconPlayerStop, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '@/db/types';
import { CopyAction } from '@/ui/copy-action';
import { IconAction } from '@/ui/icon-action';
import type { ThreadEntry } from '../tree';
import { isUnfinished } from '../tree';
import classes from './answer.module.css';
import { SiblingSwitch } from './sibling-switch';

/** How an answer ended, where it did not simply end: an icon and words, never colour alone. */
function EndingMark({ answer: { state, failure } }: { answer: Answer }) {
  const { t } = useTranslation();
  switch (state) {
    case 'stopped':
      return (
        <span className={classes.mark}>
          <IconPlayerStop size={14} aria-hidden />{' '}
          {t(failure ? 'chat.answer.stoppedByDeletion' : 'chat.answer.stopped')}
        </span>
      );
    case 'interrupted':
      return (
        <span className={classes.mark}>
          <IconPlugConnectedX size={14} aria-hidden />{' '}
          {t(failure ? 'chat.answer.interruptedByStorage' : 'chat.answer.interrupted')}
        </span>
      );
    case 'length':
      return (
        <span className={classes.mark}>
          <IconCut size={14} aria-hidden /> {t('chat.answer.length')}
        </span>
      );
    default:
      return null;
  }
}

interface AnswerFooterProps {
  answer: Answer;
  entry: ThreadEntry;
  canRegenerate: boolean;
  onRegenerate: () => void;
  onShowSibling: (id: string) => void;
}

/** Who answered, how much and how fast, and what can be done with it. */
export function AnswerFooter({ answer, entry, canRegenerate, onRegenerate, onShowSibling }: AnswerFooterProps) {
  const { t } = useTranslation();
  const { model, usage, leftOut = 0 } = answer;
  return (
    <footer className={classes.footer}>
      <EndingMark answer={answer} />
      {model && (
        <span className={classes.facts}>
          {usage
            ? t('chat.answer.facts', {
                model: model.name,
                tokens: usage.completionTokens,
                speed: usage.decodeTokensPerSecond,
              })
            : model.name}
        </span>
      )}
      {leftOut > 0 && (
        <span className={classes.facts}>
          {leftOut === 1 ? t('chat.answer.leftOutOne') : t('chat.answer.leftOut', { leftOut })}
        </span>
      )}
      {!isUnfinished(answer) && (
        <>
          {answer.text !== '' && <CopyAction text={answer.text} label={t('chat.answer.copy')} />}
          <IconAction label={t('chat.answer.regenerate')} onClick={onRegenerate} disabled={!canRegenerate}>
            <IconRefresh size={18} />
          </IconAction>
        </>
      )}
      <SiblingSwitch entry={entry} onShow={onShowSibling} />
    </footer>
  );
}
