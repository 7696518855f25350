import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useImportActions } from '../context';
import type { ImportErrorData } from '../errors';
import { ImportErrorText } from './import-error-text';

export function FailedCard({ error }: { error: ImportErrorData }) {
  const { t } = useTranslation();
  const { dismiss } = useImportActions();
  return (
    <>
      <ImportErrorText error={error} />
      <Button variant="default" onClick={dismiss}>
        {t('import.failed.again')}
      </Button>
    </>
  );
}
