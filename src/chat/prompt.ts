import type { Message } from '@/db/types';
import type { ChatMessage } from '@/engine/types';
import { threadTo } from './tree';

/**
 * What the model is told to answer a question: the exchanges before it, then the question. An earlier
 * exchange whose answer has no text (failed, or stopped at once) is left out with its question, because
 * chat templates want the two roles in turn.
 */
export function promptFor(messages: readonly Message[], questionId: string): ChatMessage[] {
  const path = threadTo(messages, questionId).map((entry) => entry.message);
  const prompt: ChatMessage[] = [];
  path.forEach((message, index) => {
    if (message.role === 'assistant') {
      if (message.text !== '') prompt.push({ role: 'assistant', content: message.text });
      return;
    }
    const answer = path[index + 1];
    if (answer?.text !== '') prompt.push({ role: 'user', content: message.text });
  });
  return prompt;
}
