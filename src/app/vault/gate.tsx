import { type ReactNode, useContext, useEffect } from 'react';
import { useVault, VaultContext } from '@/privacy/vault/context';
import { type VaultStore, watchWindow } from '@/privacy/vault/store';
import { NeededScreen } from './needed-screen';
import { UnlockScreen } from './unlock-screen';

/** In place of every screen while the vault is locked, or not made yet where it is needed. */
export function VaultGate({ children }: { children: ReactNode }) {
  const vault = useContext(VaultContext);
  return vault === null ? children : <Guarded vault={vault}>{children}</Guarded>;
}

function Guarded({ vault, children }: { vault: VaultStore; children: ReactNode }) {
  const state = useVault(({ state }) => state);
  const needed = useVault(({ needed }) => needed);
  useEffect(() => watchWindow(vault), [vault]);
  if (state === 'locked' || state === 'closing') return <UnlockScreen />;
  return state === 'none' && needed ? <NeededScreen /> : children;
}
