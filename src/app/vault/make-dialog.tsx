import { Checkbox, List, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useVault } from '@/privacy/vault/context';
import { NewPassphrase, useNewPassphrase } from './new-passphrase';
import { PassphraseDialog } from './passphrase-dialog';
import { usePassphrase } from './use-passphrase';

const CONSEQUENCES = ['sealed', 'clear', 'before'] as const;

/** Makes the vault, after what it means was said. */
export function MakeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const make = useVault((vault) => vault.make);
  const entry = useNewPassphrase();
  const [known, setKnown] = useState(false);
  const attempt = usePassphrase();
  return (
    <PassphraseDialog
      title={t('vault.make.title')}
      confirm={t('vault.make.confirm')}
      working={attempt.working}
      ready={entry.good && known}
      onConfirm={() => void attempt.run(() => make(entry.passphrase)).then((done) => done && onClose())}
      onClose={onClose}
    >
      <List size="sm" spacing="xs">
        {CONSEQUENCES.map((each) => (
          <List.Item key={each}>{t(`vault.make.${each}`)}</List.Item>
        ))}
      </List>
      <NewPassphrase entry={entry} />
      <Checkbox
        label={t('vault.make.known')}
        checked={known}
        onChange={(event) => setKnown(event.currentTarget.checked)}
      />
      {attempt.problem && (
        <Text role="alert" c="red">
          {attempt.problem}
        </Text>
      )}
    </PassphraseDialog>
  );
}
