/** Whether the options of a file are counted from 0 or from 1. */
export type AnswerBase = 0 | 1;

export type ToldBase = { base: AnswerBase } | { fault: 'mixed' | 'unknown' };

/**
 * Told by all answers of a file together: a 0 is there only where counting starts at 0, the number of
 * options only where it starts at 1. Neither or both: nobody can tell, and a guess would shift every answer.
 */
export class BaseTeller {
  #zero = false;
  #last = false;

  see(answer: number, optionCount: number): void {
    if (answer === 0) this.#zero = true;
    if (answer === optionCount) this.#last = true;
  }

  tell(): ToldBase {
    if (this.#zero && this.#last) return { fault: 'mixed' };
    if (this.#zero) return { base: 0 };
    return this.#last ? { base: 1 } : { fault: 'unknown' };
  }
}
