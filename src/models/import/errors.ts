import { ConversionError, type ConversionErrorCode } from '../../../model-config/convert/errors.ts';
import { TemplateWanted } from '../../../model-config/convert/template.ts';
import { HubError, type HubErrorCode } from '../../../model-config/hub/errors.ts';
import { type Form, formOf } from '../../../model-config/prompt/forms.ts';
import { type ErrorDetails, ModelError, type ModelErrorCode, storageErrorOf } from '../errors';

/**
 * Of an import's own: `not-a-model`: name. `several-models`: names. `already-here`, `unreadable`: file or
 * model. `other-source`: file (Continue was given another file). `no-library`: shape. `cannot-run`: reason (a FitProblem's
 * code), neededBytes, availableBytes, feature. `other-tab`, `cancelled`: nothing. `unknown`: reason.
 *
 * `conversion`: conversion (its code), reason (an English sentence that names file and field), and where a template is wanted,
 * forms (those that would do, divided by spaces). `hub`: hub (its code),
 * model, reason. The rest as in ModelError.
 */
export type ImportErrorCode =
  | 'not-a-model'
  | 'several-models'
  | 'already-here'
  | 'unreadable'
  | 'other-source'
  | 'no-library'
  | 'cannot-run'
  | 'other-tab'
  | 'conversion'
  | 'hub'
  | 'unknown'
  | ModelErrorCode;

/** Plain data, as it crosses a worker's border. */
export interface ImportErrorData {
  code: ImportErrorCode;
  details: ErrorDetails;
}

export class ImportError extends Error {
  override name = 'ImportError';

  constructor(
    readonly code: ImportErrorCode,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(`${code} ${JSON.stringify(details)}`, options);
  }

  toData(): ImportErrorData {
    return { code: this.code, details: this.details };
  }
}

/** Whatever was thrown while a model was imported, as the one error of that. */
export function toImportError(error: unknown): ImportError {
  if (error instanceof ImportError) return error;
  const cause = { cause: error };
  if (error instanceof ModelError) return new ImportError(error.code, error.details, cause);
  if (error instanceof ConversionError) {
    const forms = error instanceof TemplateWanted ? { forms: error.forms.join(' ') } : {};
    return new ImportError('conversion', { conversion: error.code, reason: error.message, ...forms }, cause);
  }
  if (error instanceof HubError) {
    return new ImportError('hub', { hub: error.code, model: error.details.id, reason: error.message }, cause);
  }
  const storage = storageErrorOf(error);
  if (storage) return new ImportError(storage.code, storage.details, cause);
  return new ImportError('unknown', { reason: error instanceof Error ? error.message : String(error) }, cause);
}

/** The codes in `details`, for the texts of each. */
export const conversionCodeOf = ({ details }: ImportErrorData) => details.conversion as ConversionErrorCode;
export const hubCodeOf = ({ details }: ImportErrorData) => details.hub as HubErrorCode;

/** Forms of conversation that would do; null where the trouble is no template. */
export function formsWanted({ code, details }: ImportErrorData): Form[] | null {
  if (code !== 'conversion' || details.forms === undefined || details.forms === null) return null;
  return String(details.forms)
    .split(' ')
    .flatMap((id) => formOf(id) ?? []);
}

/** Whether what was written so far is of use once the cause is mended: a full disk, a lost network, a drawn stick. */
export function canContinueAfter({ code }: ImportErrorData, source: 'hub' | 'files'): boolean {
  // Of a download only the file itself is thrown away; a person's own file will not be another one the next time.
  if (code === 'wrong-hash') return source === 'hub';
  return ['network', 'storage-full', 'storage-failed', 'unreadable', 'unknown'].includes(code);
}
