import type { Conversation } from '@/db/types';

export type AgeGroup = 'today' | 'yesterday' | 'week' | 'month' | 'older';

export interface ConversationGroup {
  age: AgeGroup;
  conversations: Conversation[];
}

/** Counted in calendar days of this place, so that midnight and not 24 hours divides today from yesterday. */
function ageOf(time: number, now: Date): AgeGroup {
  const daysBack = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).getTime();
  if (time >= daysBack(0)) return 'today';
  if (time >= daysBack(1)) return 'yesterday';
  if (time >= daysBack(7)) return 'week';
  if (time >= daysBack(30)) return 'month';
  return 'older';
}

/** Conversations, newest first, under their headings in the same order. */
export function groupByAge(conversations: readonly Conversation[], now: Date): ConversationGroup[] {
  const groups: ConversationGroup[] = [];
  for (const conversation of conversations) {
    const age = ageOf(conversation.updatedAt, now);
    const last = groups.at(-1);
    if (last?.age === age) last.conversations.push(conversation);
    else groups.push({ age, conversations: [conversation] });
  }
  return groups;
}
