import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useVault } from '@/privacy/vault/context';
import { NewPassphrase, useNewPassphrase } from './new-passphrase';
import { PassphraseDialog } from './passphrase-dialog';
import { PassphraseField } from './passphrase-field';
import { usePassphrase } from './use-passphrase';

export function ChangeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const change = useVault((vault) => vault.change);
  const [current, setCurrent] = useState('');
  const entry = useNewPassphrase();
  const attempt = usePassphrase();
  return (
    <PassphraseDialog
      title={t('vault.change.title')}
      confirm={t('vault.change.confirm')}
      working={attempt.working}
      ready={current !== '' && entry.good && !attempt.waiting}
      onConfirm={() => void attempt.run(() => change(current, entry.passphrase)).then((done) => done && onClose())}
      onClose={onClose}
    >
      <Text size="sm">{t('vault.change.lead')}</Text>
      <PassphraseField
        label={t('vault.current')}
        value={current}
        onChange={setCurrent}
        problem={attempt.problem}
        autoFocus
      />
      <NewPassphrase entry={entry} />
    </PassphraseDialog>
  );
}
