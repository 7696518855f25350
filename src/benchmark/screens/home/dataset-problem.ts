import { useTranslation } from 'react-i18next';
import { useWordsFor } from '@/models/fault-words';
import type { CsvFault } from '../../datasets/csv';
import { DatasetError, type FieldReason } from '../../datasets/errors';

/** A fault of a data set's file in words: file, line, field, and what is wrong there. */
export function useDatasetProblem(): (error: DatasetError) => string {
  const { t } = useTranslation();
  function whatIsWrong({ code, details }: DatasetError): string {
    const { file: _file, line: _line, field: _field, ...rest } = details;
    switch (code) {
      case 'bad-field':
        return t(`benchmark.problem.field.${details.reason as FieldReason}`, { expected: String(rest.expected ?? '') });
      case 'not-csv':
        return t(`benchmark.problem.csv.${details.reason as CsvFault}`);
      default:
        return t(`benchmark.problem.code.${code}`, rest);
    }
  }
  return (error) => {
    const { file, line, field } = error.details;
    const what = whatIsWrong(error);
    const place = line === null ? t('benchmark.problem.file', { file }) : t('benchmark.problem.line', { file, line });
    const named = field === undefined || field === null ? what : t('benchmark.problem.named', { field, what });
    return t('benchmark.problem.whole', { place, what: named });
  };
}

/** The same for whatever stood in the way of reading a file. */
export function useAnyProblem(): (error: unknown) => string {
  const datasetProblem = useDatasetProblem();
  const words = useWordsFor();
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof DatasetError) return datasetProblem(error);
    return t('benchmark.problem.unexpected', { ...words(error) });
  };
}
