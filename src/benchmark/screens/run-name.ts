import { useTranslation } from 'react-i18next';
import { LANGUAGE_NAMES } from '@/i18n/languages';
import { useLanguage } from '@/i18n/use-language';
import type { Run } from '../types';
import { useFigures } from './charts/figures';
import { useDatasetName } from './dataset-name';

/** A run in a line, told apart from others of the same kind by its time. */
export function useRunName(): (run: Run) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  const { date } = useFigures();
  const datasetName = useDatasetName();
  return ({ plan, model, modelId, createdAt }) =>
    t('results.runName', {
      model: model?.name ?? modelId,
      dataset: datasetName(plan.dataset),
      language: LANGUAGE_NAMES[plan.language],
      protocol: plan.protocol.name[language],
      date: date(createdAt),
    });
}
