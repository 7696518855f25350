import { NO_SCORES } from '../runner/score-answer';
import type { Sample } from '../types';

/** A sample of a letter run; right where `official` is 1. */
export function sampleOf(itemId: string, official: 0 | 1, changes: Partial<Sample> = {}): Sample {
  return {
    runId: 'run',
    index: 0,
    itemId,
    optionOrder: [0, 1, 2, 3, 4],
    promptHash: 'h',
    prediction: [official ? 1 : 0],
    gold: { kind: 'all', options: [1] },
    scores: { ...NO_SCORES, official },
    finish: 'letter',
    promptTokens: 10,
    completionTokens: 2,
    prefillSeconds: 0.1,
    decodeSeconds: 0.2,
    wallSeconds: 1,
    attempts: 1,
    failure: null,
    ...changes,
  };
}
