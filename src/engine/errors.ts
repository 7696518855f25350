import { type ErrorDetails, ModelError } from '@/models/errors';

/**
 * Everything an engine can fail with. The texts stand in i18n under `engine`, `error.<code>.title` and
 * `error.<code>.next`, and take the error's details as values:
 * `browser-lacks`: context (what models need of it: a ModelFeature). `gpu-refused`: reason. `missing-feature`: feature. `buffer-too-large`: neededBytes, availableBytes. `prompt-too-long`:
 * promptTokens, contextWindow. `bad-request`: reason. `bad-library`: reason, and where it was found before the
 * weights were fetched context ('damaged' | 'version' | 'setting' | 'parameter'), which has texts of its own, and
 * setting or parameter with expected and found. `device-lost`: reason.
 * `out-of-memory`: reason. `other-tab`: model, since, doing of the tab that has the engine (engine-lock.ts), nothing
 * where it did not answer, and doing: 'gone' once it has let go. `unknown`: reason. Those of models/errors.ts keep theirs.
 */
export const ENGINE_ERROR_CODES = [
  'browser-lacks',
  'no-webgpu',
  'no-adapter',
  'gpu-refused',
  'missing-feature',
  'buffer-too-large',
  'out-of-memory',
  'no-variant',
  'missing-file',
  'wrong-hash',
  'not-the-file',
  'bad-file',
  'network',
  'storage-full',
  'storage-failed',
  'library-changed',
  'device-lost',
  'cancelled',
  'other-tab',
  'not-loaded',
  'prompt-too-long',
  'bad-request',
  'bad-library',
  'unknown',
] as const;
export type EngineErrorCode = (typeof ENGINE_ERROR_CODES)[number];

/** An EngineError as it crosses the worker's border. */
export interface EngineErrorData {
  code: EngineErrorCode;
  details: ErrorDetails;
}

export class EngineError extends Error {
  override name = 'EngineError';
  readonly code: EngineErrorCode;
  readonly details: ErrorDetails;

  constructor(code: EngineErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(details)}`, options);
    this.code = code;
    this.details = details;
  }

  /** Where the texts for a person stand: `<key>.title` says what happened, `<key>.next` what to do. */
  get messageKey(): string {
    return `engine.error.${this.code}`;
  }

  toData(): EngineErrorData {
    return { code: this.code, details: this.details };
  }

  static fromData(data: EngineErrorData): EngineError {
    return new EngineError(data.code, data.details);
  }

  /** An EngineError stays itself; a ModelError keeps its code; anything else is `unknown` with its words. */
  static from(error: unknown): EngineError {
    if (error instanceof EngineError) return error;
    if (error instanceof ModelError) return new EngineError(error.code, error.details, { cause: error });
    return new EngineError('unknown', { reason: reasonOf(error) }, { cause: error });
  }
}

/** The words of whatever was thrown; a library's program that ends itself throws an object that is no Error. */
export function reasonOf(error: unknown): string {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  return typeof message === 'string' ? `${String(name)}: ${message}` : String(error);
}
