import type { Answer, Message, Question } from '@/db/types';
import type { ChatMessage } from '@/engine/types';
import { threadTo } from './tree';

/** A question and its answer. */
export interface Exchange {
  question: Question;
  answer: Answer;
}

/**
 * What was said up to an answer (null: nothing yet). An exchange whose answer has no text (failed, or
 * stopped at once) is left out with its question, because chat templates want the two roles in turn.
 */
export function exchangesTo(messages: readonly Message[], answerId: string | null): Exchange[] {
  const path = threadTo(messages, answerId).map((entry) => entry.message);
  return path.flatMap((question, index) => {
    const answer = path[index + 1];
    return question.role === 'user' && answer?.role === 'assistant' && answer.text !== '' ? [{ question, answer }] : [];
  });
}

/** What the model is told to answer a question. `systemPrompt` null: what its template says of itself. */
export function promptFor(
  exchanges: readonly Exchange[],
  question: string,
  systemPrompt: string | null,
): ChatMessage[] {
  return [
    ...(systemPrompt === null ? [] : [{ role: 'system' as const, content: systemPrompt }]),
    ...exchanges.flatMap(({ question: asked, answer }): ChatMessage[] => [
      { role: 'user', content: asked.text },
      { role: 'assistant', content: answer.text },
    ]),
    { role: 'user', content: question },
  ];
}

/** The question from which the model read for an answer; null where it read everything. */
export function readingStart(messages: readonly Message[], answer: Answer): Question | null {
  const { leftOut = 0, parentId } = answer;
  const question = messages.find((message) => message.id === parentId);
  if (leftOut === 0 || question?.role !== 'user') return null;
  const exchanges = exchangesTo(messages, question.parentId);
  return exchanges[leftOut]?.question ?? question;
}
