import { Text } from '@mantine/core';
import { type RefObject, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { timestamp } from '@/clock/clocks';
import { useWindowed } from '@/ui/use-windowed';
import { type AgeGroup, groupByAge } from '../groups';
import { useConversations } from '../queries';
import classes from './conversation-list.module.css';
import { ConversationRow } from './conversation-row';

/** Each with its menu, so many take a tenth of a second to draw. */
const WHOLE = 60;

/** Pixels, about. */
const ROW = 40;
const HEADING = 36;

interface AllConversationsProps {
  currentId: string | null;
  /** What scrolls. */
  viewport: RefObject<HTMLElement | null>;
  onLeave: () => void;
  onChosen: () => void;
}

/** Under the headings of their days; of many, those in sight and some beyond. */
export function AllConversations({ currentId, viewport, onLeave, onChosen }: AllConversationsProps) {
  const { t } = useTranslation();
  const conversations = useConversations();
  const parts = useMemo(() => partsOf(groupByAge(conversations ?? [], new Date(timestamp()))), [conversations]);
  const keys = useMemo(() => parts.flatMap(({ age, group }) => [age, ...group.map(({ id }) => id)]), [parts]);
  const headings = useMemo(() => new Set(parts.map(({ heading }) => heading)), [parts]);
  const { stretch, measure } = useWindowed({
    count: keys.length,
    whole: keys.length <= WHOLE,
    viewport,
    keyOf: (index) => keys[index]!,
    estimate: (index) => (headings.has(index) ? HEADING : ROW),
  });

  if (conversations?.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="md">
        {t('chat.list.empty')}
      </Text>
    );
  }
  return parts.map(({ age, heading, group }) => {
    const first = heading + 1;
    const { rows, after } = stretch(first, first + group.length);
    return (
      <section key={age} aria-label={t(`chat.list.age.${age}`)}>
        <Text component="h2" className={classes.heading!} ref={measure} data-index={heading}>
          {t(`chat.list.age.${age}`)}
        </Text>
        <ul className={classes.rows}>
          {rows.map(({ index, gap }) => {
            const conversation = group[index - first]!;
            return (
              <ConversationRow
                key={conversation.id}
                conversation={conversation}
                index={index}
                place={index - heading}
                total={group.length}
                gap={gap}
                measure={measure}
                current={conversation.id === currentId}
                onLeave={onLeave}
                onChosen={onChosen}
              />
            );
          })}
          {after > 0 && <li style={{ height: after }} aria-hidden />}
        </ul>
      </section>
    );
  });
}

interface Part {
  age: AgeGroup;
  /** The heading's place among headings and rows together; its rows follow it. */
  heading: number;
  group: ReturnType<typeof groupByAge>[number]['conversations'];
}

function partsOf(groups: ReturnType<typeof groupByAge>): Part[] {
  let next = 0;
  return groups.map(({ age, conversations: group }) => {
    const heading = next;
    next += 1 + group.length;
    return { age, heading, group };
  });
}
