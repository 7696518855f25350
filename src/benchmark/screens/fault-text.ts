import { useTranslation } from 'react-i18next';
import { detailOf, type FaultWords, useFaultWords, valuesOf } from '@/models/fault-words';
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

/** What happened and what to do, of a run that stands still or an item that failed. `model`: its name. */
export function useFaultText(): (fault: Fault, model: string) => FaultWords {
  const { t } = useTranslation();
  const words = useFaultWords();
  return ({ code, details }, model) => {
    // A run file of a later version may tell of more than this one knows.
    if (!isOwn(code)) return words({ code, details: { ...details, model } });
    const values = { ...valuesOf(details), model };
    return {
      title: t(`benchmark.fault.${code}.title`, values),
      next: t(`benchmark.fault.${code}.next`, values),
      detail: detailOf(details),
    };
  };
}
