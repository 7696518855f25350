/** What is kept for an answer whose length nobody stated: some 600 words, in a small context a quarter of it. */
const USUAL_ANSWER = 1_024;

/** Kept in any case: an answer that the model wrote may be some tokens longer in its cache than counted from its text. */
const SHORTEST_ANSWER = 64;

/** The room kept for the answer: never more than half the context, for the question needs some too. */
export function reserveFor(contextWindow: number, maxTokens: number | null): number {
  if (maxTokens === null) return Math.min(USUAL_ANSWER, Math.floor(contextWindow / 4));
  return Math.min(Math.max(maxTokens, SHORTEST_ANSWER), Math.floor(contextWindow / 2));
}
