import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { selectLeaf } from '@/db/conversations';
import type { Answer } from '@/db/types';
import { useSave } from '@/ui/use-save';
import { useWindowed } from '@/ui/use-windowed';
import { useChat } from '../context';
import { readingStart } from '../prompt';
import type { Thread } from '../queries';
import { isUnfinished, newestLeafBelow } from '../tree';
import { Announcement } from './announcement';
import { FindBar } from './find-bar';
import classes from './thread.module.css';
import { ThreadRow } from './thread-row';
import { estimateHeight, standsWhole } from './thread-size';
import { useCopyAll } from './use-copy-all';
import { useFind } from './use-find';
import { useFoundMessage } from './use-found-message';
import { usePrinting } from './use-printing';
import { useStickToBottom } from './use-stick-to-bottom';
import { useThreadPlace } from './use-thread-place';

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
  const stick = useStickToBottom();
  const { viewport, content, away, toBottom, holds } = stick;
  const { conversation, messages, path } = thread;
  const leaf = path.at(-1)?.message;
  const answers = path.map((entry) => entry.message).filter((message) => message.role === 'assistant');
  const busy = answers.some(isUnfinished);
  useRecovery(answers);
  const start = useMemo(() => (leaf?.role === 'assistant' ? readingStart(messages, leaf) : null), [messages, leaf]);

  const { revealed, reveal } = useThreadPlace(conversation.id, stick);
  // A question just asked is looked at from its end.
  const lastQuestionId = path.findLast((entry) => entry.message.role === 'user')?.message.id;
  useChanged(lastQuestionId, toBottom);
  useFoundMessage(path, reveal);

  const printing = usePrinting();
  const whole = useMemo(() => standsWhole(path), [path]) || printing;
  const { stretch, measure } = useWindowed({
    count: path.length,
    whole,
    viewport,
    keyOf: (index) => path[index]!.message.id,
    estimate: (index) => estimateHeight(path[index]!.message),
    pinned: useMemo(() => path.findIndex(({ message }) => message.id === revealed), [path, revealed]),
    keepsPlace: useCallback(() => !holds(), [holds]),
  });
  const find = useFind({ path, enabled: !whole, viewport, reveal });
  useCopyAll({ path, enabled: !whole, content });

  // Rows keep the functions they were given first, and are not drawn anew for others.
  const latest = useRef({ messages, save });
  useLayoutEffect(() => {
    latest.current = { messages, save };
  });
  const onShowSibling = useCallback(
    (id: string) => {
      const { messages: all, save: saveNow } = latest.current;
      void saveNow('branch', () => selectLeaf(conversation.id, newestLeafBelow(all, id)));
    },
    [conversation.id],
  );
  const onRegenerate = useCallback(
    (answer: Answer) => void latest.current.save('answer', () => regenerate(answer)),
    [regenerate],
  );

  const { rows, after } = stretch();
  return (
    <div className={classes.frame}>
      {find.open && <FindBar find={find} />}
      <div className={classes.viewport} ref={viewport}>
        <div className={classes.column} ref={content}>
          <ol className={classes.messages} aria-label={t('chat.thread.label')}>
            {rows.map(({ index, gap }) => {
              const entry = path[index]!;
              return (
                <ThreadRow
                  key={entry.message.id}
                  entry={entry}
                  index={index}
                  total={path.length}
                  gap={gap}
                  measure={measure}
                  startsReading={entry.message.id === start?.id}
                  canRegenerate={!busy}
                  unfolded={printing || find.unfolded === entry.message.id}
                  onRegenerate={onRegenerate}
                  onShowSibling={onShowSibling}
                />
              );
            })}
            {after > 0 && <li className={classes.gap} style={{ height: after }} aria-hidden />}
          </ol>
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

/** Does something when a value has become another since the first drawing. */
function useChanged(value: unknown, act: () => void): void {
  const before = useRef(value);
  useEffect(() => {
    if (before.current === value) return;
    before.current = value;
    act();
  }, [value, act]);
}
