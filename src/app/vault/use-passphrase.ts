import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VaultError } from '@/db/vault/errors';
import { useVault } from '@/privacy/vault/context';

/** Something done with a passphrase: whether it is under way, what was wrong, and how long the next try has to wait. */
export function usePassphrase() {
  const { t } = useTranslation();
  const waitUntil = useVault((vault) => vault.waitUntil);
  const [working, setWorking] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const secondsLeft = useSecondsTo(waitUntil);

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
    if (secondsLeft > 0) return t('vault.problem.wait', { seconds: secondsLeft });
    if (failure === null) return null;
    if (failure instanceof VaultError) return t(`vault.problem.${failure.code}`);
    return t('vault.problem.unknown', { reason: failure instanceof Error ? failure.message : String(failure) });
  }

  return { run, working, problem: problem(), waiting: secondsLeft > 0 };
}

/** Whole seconds, counting down to 0. `at`: milliseconds since 1970. */
export function useSecondsTo(at: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  const left = at === null ? 0 : Math.max(0, Math.ceil((at - now) / 1000));
  useEffect(() => {
    if (at === null) return;
    setNow(Date.now());
    const clock = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(clock);
  }, [at]);
  return left;
}
