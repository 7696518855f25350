import { useTranslation } from 'react-i18next';
import type { RunPlan } from '../types';

/** A data set by its own name; the bundled one by what it is called on screen. */
export function useDatasetName(): (dataset: RunPlan['dataset']) => string {
  const { t } = useTranslation();
  return ({ kind, name }) => (kind === 'sample' ? t('benchmark.sampleName') : name);
}
