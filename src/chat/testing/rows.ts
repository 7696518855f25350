import type { Answer, Question } from '@/db/types';

/** Rows of one conversation, as tests want them. */
export const questionAfter = (parentId: string | null, change: Partial<Question> = {}): Question => ({
  ...{ id: 'q', parentId, role: 'user', conversationId: 'c', text: 'question', createdAt: 0 },
  ...change,
});

export const answerTo = (question: Question, change: Partial<Answer> = {}): Answer => ({
  ...{ id: 'a', parentId: question.id, role: 'assistant', conversationId: question.conversationId, text: 'answer' },
  ...{ createdAt: 0, state: 'complete', model: null, usage: null, failure: null },
  ...change,
});
