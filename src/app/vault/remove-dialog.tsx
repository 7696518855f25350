import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useVault } from '@/privacy/vault/context';
import { PassphraseDialog } from './passphrase-dialog';
import { PassphraseField } from './passphrase-field';
import { usePassphrase } from './use-passphrase';

export function RemoveDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useVault((vault) => vault.remove);
  const [passphrase, setPassphrase] = useState('');
  const attempt = usePassphrase();
  return (
    <PassphraseDialog
      title={t('vault.remove.title')}
      confirm={t('vault.remove.confirm')}
      working={attempt.working}
      ready={passphrase !== '' && !attempt.waiting}
      onConfirm={() => void attempt.run(() => remove(passphrase)).then((done) => done && onClose())}
      onClose={onClose}
    >
      <Text size="sm">{t('vault.remove.lead')}</Text>
      <PassphraseField
        label={t('vault.current')}
        value={passphrase}
        onChange={setPassphrase}
        problem={attempt.problem}
        autoFocus
      />
    </PassphraseDialog>
  );
}
