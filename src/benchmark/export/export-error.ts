/** `item-missing`: item; the data set here lacks it. `text-missing`: item, language. `no-text`: the run compared letters and wrote no text. */
export type ExportErrorCode = 'item-missing' | 'text-missing' | 'no-text';

/** Why a run can't be written in a format. */
export class ExportError extends Error {
  override name = 'ExportError';

  constructor(
    readonly code: ExportErrorCode,
    readonly details: Readonly<Record<string, string | number | null>> = {},
  ) {
    super(`${code} ${JSON.stringify(details)}`);
  }
}
