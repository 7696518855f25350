import type { AnswerFailure } from '@/db/types';
import { ENGINE_ERROR_CODES, type EngineErrorCode } from '@/engine/errors';

/** The one thing to do next: the same again (here, if another tab has the engine), another model, or a conversation that fits. */
export type NextStep = 'retry' | 'take-over' | 'models' | 'new-chat';

const NEXT_STEPS: Readonly<Partial<Record<EngineErrorCode, NextStep>>> = {
  'prompt-too-long': 'new-chat',
  'other-tab': 'take-over',
  'no-webgpu': 'models',
  'no-adapter': 'models',
  'missing-feature': 'models',
  'buffer-too-large': 'models',
  'out-of-memory': 'models',
  'no-variant': 'models',
  'missing-file': 'models',
  'wrong-hash': 'models',
  'bad-file': 'models',
  'bad-library': 'models',
  'library-changed': 'models',
  'not-loaded': 'models',
  'storage-full': 'models',
};

export interface DescribedFailure {
  code: EngineErrorCode;
  details: AnswerFailure['details'];
  next: NextStep;
}

/** A code this version does not know (the database may be from another one) counts as `unknown`. */
export function describeFailure(failure: AnswerFailure): DescribedFailure {
  const known = ENGINE_ERROR_CODES.find((code) => code === failure.code);
  const code = known ?? 'unknown';
  const details = known ? failure.details : { reason: failure.code };
  return { code, details, next: NEXT_STEPS[code] ?? 'retry' };
}
