/** All in tokens. */
export interface Room {
  /** Of prompt and answer together. */
  contextWindow: number;
  /** Kept for the answer. */
  reserve: number;
}

export interface Conversation {
  /** The system message and the opening of the answer: always read. */
  frame: number;
  /** Questions and answers by turns; the last is the question to be answered. */
  turns: readonly number[];
}

export interface Fit {
  /** So many exchanges, the oldest, are not read. */
  leftOut: number;
  /** What is read. */
  promptTokens: number;
  /** Whether it leaves the room for the answer; if not, even the question alone is too long. */
  fits: boolean;
}

/**
 * What of a conversation the model reads: all of it where there is room, else without the oldest
 * exchanges, each whole, as many as it takes. The frame and the question always stay.
 */
export function fitInto({ frame, turns }: Conversation, { contextWindow, reserve }: Room): Fit {
  const exchanges = Math.floor(turns.length / 2);
  let promptTokens = turns.reduce((sum, each) => sum + each, frame);
  let leftOut = 0;
  while (promptTokens + reserve > contextWindow && leftOut < exchanges) {
    promptTokens -= turns[2 * leftOut]! + turns[2 * leftOut + 1]!;
    leftOut += 1;
  }
  return { leftOut, promptTokens, fits: promptTokens + reserve <= contextWindow };
}

/** What is kept for an answer whose length nobody stated: some 600 words, in a small context a quarter of it. */
const USUAL_ANSWER = 1_024;

/** Kept in any case: an answer that the model wrote may be some tokens longer in its cache than counted from its text. */
const SHORTEST_ANSWER = 64;

/** The room kept for the answer: never more than half the context, for the question needs some too. */
export function reserveFor(contextWindow: number, maxTokens: number | null): number {
  if (maxTokens === null) return Math.min(USUAL_ANSWER, Math.floor(contextWindow / 4));
  return Math.min(Math.max(maxTokens, SHORTEST_ANSWER), Math.floor(contextWindow / 2));
}
