import { UnstyledButton } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { useVault, VaultContext } from '@/privacy/vault/context';
import { useSecondsTo } from './use-passphrase';

/** When the vault locks by itself; pressed, it locks now. Nothing where it does not. */
export function VaultItem({ className }: { className: string }) {
  return useContext(VaultContext) && <LockItem className={className} />;
}

function LockItem({ className }: { className: string }) {
  const { t } = useTranslation();
  const lockAt = useVault((vault) => vault.lockAt);
  const lock = useVault((vault) => vault.lock);
  const seconds = useSecondsTo(lockAt);
  if (lockAt === null) return null;
  return (
    <UnstyledButton className={className} onClick={lock} title={t('vault.lockNow')}>
      <IconLock size={16} aria-hidden />
      <span>{t('vault.status', { seconds })}</span>
    </UnstyledButton>
  );
}
