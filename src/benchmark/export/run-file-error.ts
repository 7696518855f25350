import type { DatasetErrorCode } from '../datasets/errors';

/** What every error names; codes add what they list below. */
export interface RunFileErrorDetails {
  readonly [detail: string]: string | number | null;
  readonly file: string;
  /** From 1; null where the file as a whole is meant. */
  readonly line: number | null;
}

/**
 * Codes of reading files as data sets have them (`bad-field`: field, reason), and: `not-a-run-file`: entry,
 * which is missing. `unknown-format`: format, version. `protocol-hash`: expected, actual; the protocol is
 * not the one that its hash stands for. `sample-count`: expected, actual. `duplicate-index`, `beyond-total`: index.
 * `duplicate-item`: item. `bad-option`: field, option; there is no such option.
 */
export type RunFileErrorCode =
  | DatasetErrorCode
  | 'not-a-run-file'
  | 'unknown-format'
  | 'protocol-hash'
  | 'sample-count'
  | 'duplicate-index'
  | 'beyond-total'
  | 'duplicate-item'
  | 'bad-option';

/** The first thing that is wrong with a file of a run or of predictions. */
export class RunFileError extends Error {
  override name = 'RunFileError';

  constructor(
    readonly code: RunFileErrorCode,
    readonly details: RunFileErrorDetails,
    options?: ErrorOptions,
  ) {
    const { file, line, ...rest } = details;
    super(`${file}${line === null ? '' : `:${line}`}: ${code} ${JSON.stringify(rest)}`, options);
  }
}
