/** What is wrong with a protocol's file: the harness's templates (Python), or a protocol of one's own (JSON). */
export type ProtocolProblem =
  /** Of Python's string literals. */
  | 'unterminated'
  | 'not-a-string'
  | 'bad-escape'
  | 'no-templates'
  /** Liquid's `{%` or `{{-`. */
  | 'not-plain'
  | 'unknown-variable'
  /** Of JSON. */
  | 'not-json'
  | 'missing'
  | 'unknown-field'
  | 'wrong-value'
  /** No language has a prompt. */
  | 'no-prompt'
  /** Generated text that nothing reads, or a reading of text that there is not. */
  | 'reading-mismatch';

export interface ProtocolProblemDetails {
  file: string;
  /** From 1; null where the fault has no line of its own. */
  line: number | null;
  /** "decoding.maxTokens", or the template's name; null for the whole file. */
  field: string | null;
  /** The variable that means nothing, for `unknown-variable`. */
  variable?: string;
  /** What would have been right, for `wrong-value`: in the words of JSON, "int > 0", "letter | generate". */
  expected?: string;
}

export class ProtocolFileError extends Error {
  override name = 'ProtocolFileError';

  constructor(
    readonly code: ProtocolProblem,
    readonly details: ProtocolProblemDetails,
  ) {
    super(`${details.file}${details.line === null ? '' : `:${details.line}`}: ${code} ${details.field ?? ''}`.trim());
  }
}
