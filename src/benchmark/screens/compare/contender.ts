import type { Run, Sample } from '../../types';

/** A run in a comparison, by the letter it has there. */
export interface Contender {
  run: Run;
  samples: readonly Sample[];
  letter: string;
}
