import { memo, type RefObject } from 'react';
import type { AnswerState } from '@/db/types';
import { useStable } from '@/ui/use-stable';
import { useChat } from '../context';
import { Composer } from './composer';
import { UnsavedNotice } from './unsaved-notice';
import { useComposer } from './use-composer';
import { useStopKey } from './use-stop-key';

interface ChatComposerProps {
  /** Null: of a new conversation. */
  conversationId: string | null;
  /** What the question follows. */
  parentId: string | null;
  /** Of the last answer; with it changes what is counted. */
  answerState: AnswerState | null;
  /** The answer that is being written. */
  unfinishedId: string | null;
  onSent?: ((conversationId: string) => void) | undefined;
  inputRef?: RefObject<HTMLTextAreaElement | null> | undefined;
}

/** All that a key draws anew: what stands around it knows nothing of the text that is typed. */
export const ChatComposer = memo(function ChatComposer({
  conversationId,
  parentId,
  answerState,
  unfinishedId,
  onSent,
  inputRef,
}: ChatComposerProps) {
  const place = conversationId === null ? null : { conversationId, parentId };
  const composer = useComposer(conversationId ?? '', place, answerState ?? '', onSent, inputRef);
  const stop = useChat((chat) => chat.stop);
  const running = useChat((chat) => (unfinishedId === null ? null : (chat.running[unfinishedId] ?? null)));

  const onStop = useStable(() => (unfinishedId === null ? composer.onStop() : stop(unfinishedId)));
  useStopKey(onStop);

  return (
    <>
      <UnsavedNotice text={composer.text} />
      <Composer {...composer} running={running} onStop={onStop} />
    </>
  );
});
