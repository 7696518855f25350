import { type ReactNode, useContext, useEffect } from 'react';
import { useVault, VaultContext } from '@/privacy/vault/context';
import { watchWindow } from '@/privacy/vault/store';
import { UnlockScreen } from './unlock-screen';

/** In place of every screen while the vault is locked. */
export function VaultGate({ children }: { children: ReactNode }) {
  const store = useContext(VaultContext);
  const state = useVault((vault) => vault.state);
  useEffect(() => (store ? watchWindow(store) : undefined), [store]);
  return state === 'locked' || state === 'closing' ? <UnlockScreen /> : children;
}
