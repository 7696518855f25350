import { useTranslation } from 'react-i18next';
import { ENGINE_ERROR_CODES, type EngineErrorCode } from '@/engine/errors';
import type { RunFaultCode } from '../runner/fault';
import type { Run } from '../types';

/** Codes of a run's fault that the engine does not have (runner/fault.ts). */
const OWN_CODES = [
  'interrupted',
  'model-changed',
  'model-differs',
  'context-differs',
  'dataset-missing',
  'not-saved',
] as const satisfies RunFaultCode[];

type Fault = NonNullable<Run['fault']>;

const isOwn = (code: string): code is (typeof OWN_CODES)[number] => OWN_CODES.some((each) => each === code);
const isEngines = (code: string): code is EngineErrorCode => ENGINE_ERROR_CODES.some((each) => each === code);

/** What happened and what to do, of a run that stands still or an item that failed. `model`: its name. */
export function useFaultText(): (fault: Fault, model: string) => { title: string; next: string } {
  const { t } = useTranslation();
  return ({ code, details }, model) => {
    const values = { reason: code, ...details, model };
    if (isOwn(code)) {
      return { title: t(`benchmark.fault.${code}.title`, values), next: t(`benchmark.fault.${code}.next`, values) };
    }
    // A run file of a later version may tell of more than this one knows.
    const known = isEngines(code) ? code : 'unknown';
    return { title: t(`engine.error.${known}.title`, values), next: t(`engine.error.${known}.next`, values) };
  };
}
