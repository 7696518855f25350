import { STORAGE_ERROR_CODES, StorageError, type StorageErrorCode } from '@/db/storage';
import type { AnswerFailure } from '@/db/types';
import { ENGINE_ERROR_CODES, EngineError, type EngineErrorCode } from '@/engine/errors';

/** The one thing to do next: the same again (here, if another tab has the engine), another model, or a conversation that fits. */
export type NextStep = 'retry' | 'take-over' | 'models' | 'new-chat';

const NEXT_STEPS: Readonly<Partial<Record<EngineErrorCode, NextStep>>> = {
  'prompt-too-long': 'new-chat',
  'other-tab': 'take-over',
  'browser-lacks': 'models',
  'no-webgpu': 'models',
  'no-adapter': 'models',
  'missing-feature': 'models',
  'buffer-too-large': 'models',
  'out-of-memory': 'models',
  'no-variant': 'models',
  'missing-file': 'models',
  'wrong-hash': 'models',
  'not-the-file': 'models',
  'bad-file': 'models',
  'bad-library': 'models',
  'library-changed': 'models',
  'not-loaded': 'models',
  'storage-full': 'models',
  'storage-failed': 'models',
};

export interface DescribedFailure {
  /** Where its texts stand: `<key>.title` says what happened, `<key>.next` what to do. */
  key: `engine.error.${EngineErrorCode}` | `storage.error.${StorageErrorCode}`;
  details: AnswerFailure['details'];
  next: NextStep;
}

/** The code of a failure of the browser's storage; `cause` and `reason` are its details. */
const STORAGE = 'storage';

/** Why an answer is not whole, where what came of it could not be written, and its tab is gone. */
export const INTERRUPTED_BY_STORAGE: AnswerFailure = { code: STORAGE, details: { cause: 'failed', reason: '' } };

/** What an answer ends with; null where a person stopped it. */
export function failureOf(thrown: unknown): AnswerFailure | null {
  if (thrown instanceof StorageError) return { code: STORAGE, details: { cause: thrown.code, reason: thrown.reason } };
  const { code, details } = EngineError.from(thrown);
  return code === 'cancelled' ? null : { code, details };
}

/** A code this version does not know (the database may be from another one) counts as `unknown`. */
export function describeFailure(failure: AnswerFailure): DescribedFailure {
  if (failure.code === STORAGE) {
    const cause = STORAGE_ERROR_CODES.find((code) => code === failure.details.cause) ?? 'failed';
    return { key: `storage.error.${cause}`, details: failure.details, next: 'retry' };
  }
  const known = ENGINE_ERROR_CODES.find((code) => code === failure.code);
  const code = known ?? 'unknown';
  const details = known ? failure.details : { reason: failure.code };
  // A new chat has the same question and the same instructions: what was too long there is too long in it.
  const shortened = code === 'prompt-too-long' && details.context !== undefined;
  return { key: `engine.error.${code}`, details, next: shortened ? 'retry' : (NEXT_STEPS[code] ?? 'retry') };
}
