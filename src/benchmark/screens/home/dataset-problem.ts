import { useTranslation } from 'react-i18next';
import type { DatasetError, FieldReason } from '../../datasets/errors';

/** A fault of a data set's file in words: file, line, field, and what is wrong there. */
export function useDatasetProblem(): (error: DatasetError) => string {
  const { t } = useTranslation();
  return ({ code, details }) => {
    const { file, line, field, ...rest } = details;
    const place = line === null ? t('benchmark.problem.file', { file }) : t('benchmark.problem.line', { file, line });
    const what =
      code === 'bad-field'
        ? t(`benchmark.problem.field.${details.reason as FieldReason}`, { expected: String(rest.expected ?? '') })
        : t(`benchmark.problem.code.${code}`, rest);
    const named = field === undefined || field === null ? what : t('benchmark.problem.named', { field, what });
    return t('benchmark.problem.whole', { place, what: named });
  };
}
