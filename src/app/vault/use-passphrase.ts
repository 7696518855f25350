import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StorageError } from '@/db/storage';
import { VaultError } from '@/db/vault/errors';
import { useWordsFor } from '@/models/fault-words';
import { useVault } from '@/privacy/vault/context';

/** Something done with a passphrase: whether it is under way, what was wrong, and how long the next try has to wait. */
export function usePassphrase() {
  const { t } = useTranslation();
  const words = useWordsFor();
  const wait = useVault((vault) => vault.wait);
  const [working, setWorking] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  async function run(act: () => Promise<void>): Promise<boolean> {
    setWorking(true);
    setFailure(null);
    try {
      await act();
      return true;
    } catch (error) {
      setFailure(error);
      return false;
    } finally {
      setWorking(false);
    }
  }

  function problem(): string | null {
    if (wait > 0) return t('vault.problem.wait', { seconds: wait });
    if (failure === null) return null;
    if (failure instanceof VaultError) return t(`vault.problem.${failure.code}`);
    if (failure instanceof StorageError) {
      const { title: what, next } = words(failure);
      return t('vault.problem.storage', { what, next });
    }
    return t('vault.problem.unknown');
  }

  return { run, working, problem: problem(), waiting: wait > 0 };
}
