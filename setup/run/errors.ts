import { RecordError } from '../../model-config/models/read-records.ts';

/** A set-up step that could not be done: what failed, where its output is, and the next thing to do. */
export class SetupError extends Error {
  override name = 'SetupError';

  constructor(
    message: string,
    /** The next thing a person can do, as a sentence or a command. */
    readonly next: string,
    /** The file with everything the failed command printed. */
    readonly log: string | null = null,
  ) {
    super(message);
  }
}

/** A server says that it has no such file. */
export class MissingError extends SetupError {
  override name = 'MissingError';
}

/** The error as lines for a terminal. Errors of our own code keep their stack: they are for a bug report. */
export function describeError(error: unknown): string {
  if (error instanceof RecordError) return `${error.message}\n  Next:   Correct that file in model-config/models.`;
  if (!(error instanceof SetupError)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [error.message, ...(error.log ? [`  Output: ${error.log}`] : []), `  Next:   ${error.next}`].join('\n');
}
