import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { conversionCodeOf, hubCodeOf, type ImportErrorData } from '../errors';
import classes from './import.module.css';

/** What went wrong, where, and what to do next. The converter's own sentence names file and field, in English. */
export function ImportErrorText({ error }: { error: ImportErrorData }) {
  const { t } = useTranslation();
  const { title, next, detail } = useTexts(error);
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={title} role="alert" mb="sm">
      <Text size="sm">{next}</Text>
      {detail && (
        <Text size="sm" mt="xs" className={classes.detail!}>
          {t('import.failed.detail')}
          {': '}
          <span lang="en">{detail}</span>
        </Text>
      )}
    </Alert>
  );
}

function useTexts(error: ImportErrorData): { title: string; next: string; detail: string | null } {
  const { t } = useTranslation();
  const { code, details } = error;
  if (code === 'conversion') {
    const title = t(`import.conversion.${conversionCodeOf(error)}`);
    return { title, next: t('import.conversionNext'), detail: String(details.reason) };
  }
  if (code === 'hub') {
    const hub = hubCodeOf(error);
    return {
      title: t(`import.hubError.${hub}.title`, details),
      next: t(`import.hubError.${hub}.next`, details),
      detail: String(details.reason),
    };
  }
  return {
    title: t(`import.error.${code}.title`, details),
    next: t(`import.error.${code}.next`, details),
    detail: null,
  };
}
