import { Button, Code, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { KIOSK_CONFIG_FILE } from '@/privacy/kiosk/config';
import type { KioskConfigError } from '@/privacy/kiosk/read-config';
import classes from '../crash-page.module.css';

/** What a kiosk shows whose configuration is not understood: for its owner, each field with what is wrong about it. */
export function ConfigPage({ error }: { error: KioskConfigError }) {
  const { t } = useTranslation();
  const lines = error.problems.map(({ field, reason }) => (field === null ? reason : `${field}: ${reason}`));
  return (
    <main className={classes.page}>
      <Title order={1} size="h3">
        {t('privacy.kioskConfig.title', { file: KIOSK_CONFIG_FILE })}
      </Title>
      <Text my="md">{t('privacy.kioskConfig.next', { file: KIOSK_CONFIG_FILE })}</Text>
      <Code block className={classes.details!}>
        {lines.join('\n')}
      </Code>
      <Button mt="lg" onClick={() => window.location.reload()}>
        {t('app.crash.reload')}
      </Button>
    </main>
  );
}
