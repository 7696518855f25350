import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FaultDetail } from '@/ui/fault-detail';
import type { FitProblem } from '../../capability';
import { detailOf, type FaultWords, useFaultWords, valuesOf } from '../../fault-words';
import { useWhyNot } from '../../screens/why-not';
import { conversionCodeOf, hubCodeOf, type ImportErrorData } from '../errors';

/** What went wrong, where, and what to do next. The converter's own sentence names file and field, in English. */
export function ImportErrorText({ error }: { error: ImportErrorData }) {
  const { title, next, detail } = useTexts(error);
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={title} role="alert" mb="sm">
      <Text size="sm">{next}</Text>
      <FaultDetail detail={detail} />
    </Alert>
  );
}

function useTexts(error: ImportErrorData): FaultWords {
  const { t } = useTranslation();
  const words = useFaultWords();
  const whyNot = useWhyNot();
  const { code, details } = error;
  const [values, detail] = [valuesOf(details), detailOf(details)];
  switch (code) {
    case 'conversion':
      return { title: t(`import.conversion.${conversionCodeOf(error)}`), next: t('import.conversionNext'), detail };
    case 'hub': {
      const hub = hubCodeOf(error);
      return {
        title: t(`import.hubError.${hub}.title`, values),
        next: t(`import.hubError.${hub}.next`, values),
        detail,
      };
    }
    case 'cannot-run': {
      const problem = { ...details, code: details.reason } as unknown as FitProblem;
      return {
        title: t('import.error.cannot-run.title'),
        next: `${whyNot(problem)} ${t('import.error.cannot-run.next')}`,
        detail: null,
      };
    }
    case 'not-the-file':
    case 'library-changed':
    case 'storage-failed':
      return words(error);
    default:
      return { title: t(`import.error.${code}.title`, values), next: t(`import.error.${code}.next`, values), detail };
  }
}
