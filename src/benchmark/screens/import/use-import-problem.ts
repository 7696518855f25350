import { useTranslation } from 'react-i18next';
import { DatasetError } from '../../datasets/errors';
import { MergeError } from '../../export/merge';
import { RunFileError } from '../../export/run-file-error';
import { useAnyProblem } from '../home/dataset-problem';

/** Codes that only files of runs and predictions have. */
const OWN = [
  'not-a-run-file',
  'unknown-format',
  'protocol-hash',
  'sample-count',
  'duplicate-index',
  'beyond-total',
  'duplicate-item',
  'bad-option',
  'duplicate-id',
  'bad-field',
  'not-json',
  'unreadable',
  'archive-too-large',
] as const;

/** What is wrong with a file that was to be imported: file, line, field. */
export function useImportProblem(): (error: unknown) => string {
  const { t } = useTranslation();
  const anyProblem = useAnyProblem();
  return (error) => {
    if (error instanceof MergeError) {
      const { difference, ...details } = error.details;
      return t(`results.import.merge.${error.code}`, {
        ...details,
        difference: difference && t(`results.import.mergeDifference.${difference}`),
      });
    }
    if (!(error instanceof RunFileError)) return anyProblem(error);
    if (error.cause instanceof DatasetError) return anyProblem(error.cause);
    const { file, line, ...details } = error.details;
    const code = OWN.find((each) => each === error.code);
    const place = line === null ? t('benchmark.problem.file', { file }) : t('benchmark.problem.line', { file, line });
    const what = code ? t(`results.import.problem.${code}`, details) : t('results.import.problem.unreadable');
    return t('benchmark.problem.whole', { place, what });
  };
}
