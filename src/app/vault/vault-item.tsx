import { UnstyledButton } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { useVault, VaultContext } from '@/privacy/vault/context';

/** When the vault locks by itself; pressed, it locks now. Nothing where it does not. */
export function VaultItem({ className }: { className: string }) {
  return useContext(VaultContext) && <LockItem className={className} />;
}

function LockItem({ className }: { className: string }) {
  const { t } = useTranslation();
  const seconds = useVault((vault) => vault.locksIn);
  const lock = useVault((vault) => vault.lock);
  if (seconds === null) return null;
  return (
    <UnstyledButton
      className={className}
      onClick={lock}
      title={t('vault.lockNowKey')}
      aria-keyshortcuts="Control+Shift+F12"
    >
      <IconLock size={16} aria-hidden />
      <span>{t('vault.status', { seconds })}</span>
    </UnstyledButton>
  );
}
