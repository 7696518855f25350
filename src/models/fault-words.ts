import { useTranslation } from 'react-i18next';
import { StorageError } from '@/db/storage';
import { ENGINE_ERROR_CODES, EngineError, type EngineErrorCode } from '@/engine/errors';
import type { ErrorDetails } from './errors';

/*
 * The one way from an error to what a person reads. A screen shows title and next step, and folded under "Details"
 * (src/ui/fault-detail.tsx) what only somebody who mends it has a use for; never an error's own message.
 */

/** A failure as it is stored and as it crosses a worker's border: its code may be one that this version does not know. */
export interface Fault {
  code: string;
  details: ErrorDetails;
}

export interface FaultWords {
  title: string;
  next: string;
  /** Untranslated; null: nothing more is known. */
  detail: string | null;
}

const isEngines = (code: string): code is EngineErrorCode => ENGINE_ERROR_CODES.some((each) => each === code);

/** The words of whatever an engine or the models fail with; of anything else, that it was unexpected. */
export function useFaultWords(): (fault: Fault) => FaultWords {
  const { t } = useTranslation();
  return ({ code, details }) => {
    const known = isEngines(code) ? code : 'unknown';
    const values = valuesOf(details);
    return {
      title: t(`engine.error.${known}.title`, values),
      next: t(`engine.error.${known}.next`, values),
      detail: detailOf(known === code ? details : { ...details, code }),
    };
  };
}

/** The same for whatever was thrown. */
export function useWordsFor(): (error: unknown) => FaultWords {
  const { t } = useTranslation();
  const words = useFaultWords();
  return (error) => {
    if (!(error instanceof StorageError)) return words(EngineError.from(error));
    const { code, reason: detail } = error;
    return { title: t(`storage.error.${code}.title`), next: t(`storage.error.${code}.next`), detail };
  };
}

/** What texts of errors fill in: the details, the name of the file at `url`, and which of several texts is meant. */
export function valuesOf(details: ErrorDetails): Record<string, string | number | null> {
  const file = typeof details.url === 'string' ? { file: nameOf(details.url) } : {};
  // A number that nobody knows is not spoken of.
  const sized = typeof details.neededBytes === 'number' && details.neededBytes > 0 ? { context: 'sized' } : {};
  return { ...sized, ...file, ...details };
}

/** "https://host/a/b.bin?x" → "b.bin". */
function nameOf(address: string): string {
  const [path = ''] = address.split(/[?#]/, 1);
  return path.slice(path.lastIndexOf('/') + 1) || address;
}

/** What a technical detail is made of, in this order. */
const TECHNICAL = ['code', 'reason', 'url', 'status', 'expected', 'actual', 'found'] as const;

/** Null where the error says nothing beyond its words. */
export function detailOf(details: ErrorDetails): string | null {
  const lines = TECHNICAL.flatMap((key) => {
    const value = details[key];
    if (value === undefined || value === null || value === '') return [];
    return [key === 'reason' || key === 'url' ? String(value) : `${key}: ${value}`];
  });
  return lines.length > 0 ? lines.join('\n') : null;
}
