import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { MakeDialog } from './make-dialog';
import { VaultPage } from './vault-page';

/** A kiosk that keeps its history, before staff have set the passphrase. */
export function NeededScreen() {
  const { t } = useTranslation();
  const [asking, dialog] = useDisclosure(false);
  return (
    <VaultPage title={t('vault.needed.title')}>
      <Text mb="lg">{t('vault.needed.lead')}</Text>
      <Button onClick={dialog.open}>{t('vault.make.button')}</Button>
      {asking && <MakeDialog onClose={dialog.close} />}
    </VaultPage>
  );
}
