import { Button, Text, Title } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VaultError } from '@/db/vault/errors';
import { useVault } from '@/privacy/vault/context';
import { DeleteEverything } from '../privacy/delete-everything';
import { PassphraseField } from './passphrase-field';
import { usePassphrase } from './use-passphrase';
import classes from './vault.module.css';
import { VaultPage } from './vault-page';

/** What a locked Hakui shows: nothing of what is in it. */
export function UnlockScreen() {
  const { t } = useTranslation();
  const closing = useVault((vault) => vault.state === 'closing');
  const needed = useVault((vault) => vault.needed);
  const unlock = useVault((vault) => vault.unlock);
  const [passphrase, setPassphrase] = useState('');
  const attempt = usePassphrase();

  /** What is right is not typed again because the disk failed. */
  function emptyIfWrong(error: unknown): never {
    if (error instanceof VaultError && error.code === 'wrong-passphrase') setPassphrase('');
    throw error;
  }

  function onSubmit(event: SubmitEvent) {
    event.preventDefault();
    void attempt.run(() => unlock(passphrase).catch(emptyIfWrong));
  }

  return (
    <VaultPage title={t('vault.unlock.title')}>
      <form onSubmit={onSubmit}>
        <Text mb="md">{t('vault.unlock.lead')}</Text>
        {closing && (
          <Text mb="md" role="status">
            {t('vault.unlock.closing')}
          </Text>
        )}
        <PassphraseField
          label={t('vault.passphrase')}
          value={passphrase}
          onChange={setPassphrase}
          problem={attempt.problem}
          autoFocus
        />
        <Button type="submit" mt="md" loading={attempt.working} disabled={passphrase === '' || attempt.waiting}>
          {t('vault.unlock.button')}
        </Button>
      </form>
      <div className={classes.forgotten}>
        <Title order={2} size="h4" mb={4}>
          {t('vault.unlock.forgotten')}
        </Title>
        <Text size="sm" mb="md">
          {t(needed ? 'vault.unlock.forgottenKiosk' : 'vault.unlock.forgottenLead')}
        </Text>
        {/* A kiosk's visitors are not to delete what its staff keep. */}
        {!needed && <DeleteEverything />}
      </div>
    </VaultPage>
  );
}
