import { Button, Code, List, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { KIOSK_CONFIG_FILE } from '@/privacy/kiosk/config';
import type { KioskConfigError } from '@/privacy/kiosk/config-error';
import classes from '../crash-page.module.css';

/** By which a page that was built for a kiosk is the whole app. */
const NO_KIOSK = '{"format": 1, "kiosk": null}';

/** What a page built for a kiosk shows that may not start: for its owner, the file, what is wrong with it, and what to do. */
export function ConfigPage({ error }: { error: KioskConfigError }) {
  const { t } = useTranslation();
  const { file, problems } = error;
  return (
    <main className={classes.page} id="content" tabIndex={-1}>
      <Title order={1} size="h3">
        {t('privacy.kioskConfig.title', { file })}
      </Title>
      <List my="md">
        {problems.map(({ fault, details }) => (
          <List.Item key={JSON.stringify([fault, details])} className={classes.problem!}>
            {t(`privacy.kioskConfig.fault.${fault}`, { file, ...details })}
          </List.Item>
        ))}
      </List>
      <Text mb="md">
        {file === KIOSK_CONFIG_FILE
          ? t('privacy.kioskConfig.next', { file })
          : t('privacy.kioskConfig.whole', { file })}
      </Text>
      {file === KIOSK_CONFIG_FILE && (
        <>
          <Text mb={4}>{t('privacy.kioskConfig.noKiosk')}</Text>
          <Code block>{NO_KIOSK}</Code>
        </>
      )}
      <Button mt="lg" onClick={() => window.location.reload()}>
        {t('app.crash.reload')}
      </Button>
    </main>
  );
}
