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

/**
 * What a person has to shorten where even the question alone leaves no room for the answer: `question`, `instructions`, each by
 * itself too long (`both`), or either of the two (`together`).
 */
export type TooLong = 'question' | 'instructions' | 'both' | 'together';

interface Lengths {
  /** Of the instructions with the template's marks. */
  frame: number;
  question: number;
  /** Whether the instructions are the person's own; a template's cannot be shortened. */
  ownInstructions: boolean;
}

/** All in tokens; of a question that does not fit. */
export function whatIsTooLong(
  { frame, question, ownInstructions }: Lengths,
  { contextWindow, reserve }: Room,
): TooLong {
  if (!ownInstructions) return 'question';
  const [instructionsAlone, questionAlone] = [frame, question].map((tokens) => tokens + reserve >= contextWindow);
  if (instructionsAlone) return questionAlone ? 'both' : 'instructions';
  return questionAlone ? 'question' : 'together';
}
