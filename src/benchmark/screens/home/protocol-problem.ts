import { useTranslation } from 'react-i18next';
import type { ProtocolFileError } from '../../protocols/protocol-file-error';

/** A fault of a protocol's file in words: file, line, field, and what is wrong there. */
export function useProtocolProblem(): (error: ProtocolFileError) => string {
  const { t } = useTranslation();
  return ({ code, details: { file, line, field, variable, expected } }) => {
    const place = line === null ? t('benchmark.problem.file', { file }) : t('benchmark.problem.line', { file, line });
    const what = t(`benchmark.problem.protocol.${code}`, {
      variable: variable ?? '',
      expected: expected ?? t('benchmark.problem.protocol.another'),
    });
    const named = field === null ? what : t('benchmark.problem.named', { field, what });
    return t('benchmark.problem.whole', { place, what: named });
  };
}
