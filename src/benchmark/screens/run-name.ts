import { useTranslation } from 'react-i18next';
import { LANGUAGE_NAMES } from '@/i18n/languages';
import { useLanguage } from '@/i18n/use-language';
import { records } from '@/models/catalog';
import type { Run } from '../types';
import { useFigures } from './charts/figures';
import { useDatasetName } from './dataset-name';

/** As it called itself; where nothing was asked yet, as the catalog does, or its id. */
export const modelNameOf = ({ model, modelId }: Pick<Run, 'model' | 'modelId'>): string =>
  model?.name ?? records.find(({ id }) => id === modelId)?.name ?? modelId;

/** A run in a line, told apart from others of the same kind by its time. */
export function useRunName(): (run: Run) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  const { date } = useFigures();
  const datasetName = useDatasetName();
  return ({ plan, createdAt, ...run }) =>
    t('results.runName', {
      model: modelNameOf(run),
      dataset: datasetName(plan.dataset),
      language: LANGUAGE_NAMES[plan.language],
      protocol: plan.protocol.name[language],
      date: date(createdAt),
    });
}
