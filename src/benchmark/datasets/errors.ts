/** What every error names; codes add what they list below. Plain values, so that an error crosses a worker's border. */
export interface DatasetErrorDetails {
  readonly [detail: string]: string | number | null;
  /** The source's name. */
  readonly file: string;
  /** From 1; of a record over several lines its first. Null where the file as a whole is meant (archives). */
  readonly line: number | null;
}

/**
 * `unreadable`: reason. `not-as-listed`: another file than the list beside the page names. `not-utf8`. `line-too-long`: limit (bytes). `not-json`: reason. `not-csv`: reason
 * (CsvFault). `wrong-columns`: expected, actual. `bad-field`: field, reason (FieldReason), and expected
 * where the reason is `wrong-type`. `no-answer`: field; the publisher gives none, as of test questions.
 * `unknown-answer-base`: field; 1 and 2 alone don't say whether counting starts at 0.
 * `duplicate-id`: id, otherFile, otherLine. `mismatched-ids`: id, otherFile, which lacks it.
 * `translation-differs`: id, field, otherFile, otherLine. `unsupported-language`. `no-mapping`. `no-items`.
 * `too-many-items`: limit. `archive-damaged`: reason. `archive-encrypted`: entry. `archive-path`: entry.
 * `archive-too-large`: entry (null: all together), limit. `archive-too-many-entries`: limit.
 *
 * As remarks on a data set that was read: `implausible-figure`: field, value; left out as unknown.
 * `blank-option`: field.
 */
export type DatasetErrorCode =
  | 'unreadable'
  | 'not-as-listed'
  | 'not-utf8'
  | 'line-too-long'
  | 'not-json'
  | 'not-csv'
  | 'wrong-columns'
  | 'bad-field'
  | 'no-answer'
  | 'unknown-answer-base'
  | 'duplicate-id'
  | 'mismatched-ids'
  | 'translation-differs'
  | 'unsupported-language'
  | 'no-mapping'
  | 'no-items'
  | 'too-many-items'
  | 'archive-damaged'
  | 'archive-encrypted'
  | 'archive-path'
  | 'archive-too-large'
  | 'archive-too-many-entries'
  | 'implausible-figure'
  | 'blank-option';

/** What may be wrong with one field. */
export type FieldReason =
  | 'missing'
  | 'wrong-type'
  | 'empty'
  | 'too-long'
  | 'too-few'
  | 'too-many'
  | 'twice'
  | 'not-a-number'
  | 'not-a-letter'
  | 'beyond-options'
  | 'not-an-option'
  | 'differs-from-letter'
  | 'of-another-file'
  | 'not-a-language'
  | 'not-allowed';

/** The one error of data sets: what is wrong with a file, as a code that the screens put into words. */
export class DatasetError extends Error {
  override name = 'DatasetError';
  readonly code: DatasetErrorCode;
  readonly details: DatasetErrorDetails;

  constructor(code: DatasetErrorCode, details: DatasetErrorDetails, options?: ErrorOptions) {
    const { file, line, ...rest } = details;
    super(`${file}${line === null ? '' : `:${line}`}: ${code} ${JSON.stringify(rest)}`, options);
    this.code = code;
    this.details = details;
  }
}

/** A file with a mistake has it on every line: so many are told in full, the others counted. */
const TOLD = 50;

export class Problems {
  readonly list: DatasetError[] = [];
  omitted = 0;

  add(code: DatasetErrorCode, details: DatasetErrorDetails): void {
    if (this.list.length < TOLD) this.list.push(new DatasetError(code, details));
    else this.omitted++;
  }

  get any(): boolean {
    return this.list.length > 0;
  }
}
