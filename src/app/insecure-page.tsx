import { Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './crash-page.module.css';

/** Over plain HTTP from another machine, browsers give a page neither WebGPU nor storage locks. */
export function InsecurePage() {
  const { t } = useTranslation();
  return (
    <main className={classes.page}>
      <Title order={1} size="h3">
        {t('app.insecure.title')}
      </Title>
      <Text mt="md">{t('app.insecure.next')}</Text>
    </main>
  );
}
