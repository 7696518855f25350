import { type ReactNode, useLayoutEffect } from 'react';
import { BenchmarkProvider } from '@/benchmark/context';
import { ChatProvider } from '@/chat/context';
import { ModelsProvider } from '@/models/context';
import { ImportProvider } from '@/models/import/context';
import { LicenceDialog } from '@/models/screens/licence-dialog';
import { OfflineProvider } from '@/offline/context';
import { LedgerProvider } from '@/privacy/context';
import { VaultProvider } from '@/privacy/vault/context';
import { keepInputMethodsKeys } from '@/ui/input-method';
import { useStorageNet } from '@/ui/use-save';
import { KioskContext } from './kiosk/context';
import { KioskLinks } from './kiosk/kiosk-links';
import { Update } from './offline/update';
import { LeaveDialog } from './privacy/leave-dialog';
import type { Services } from './services';
import { VaultGate } from './vault/gate';

function StorageNet() {
  useStorageNet();
  return null;
}

/** Hands the services to the screens. */
export function Providers({ services, children }: { services: Services; children: ReactNode }) {
  // Before any other part listens to the window: those do so when all is drawn.
  useLayoutEffect(keepInputMethodsKeys, []);
  return (
    <LedgerProvider value={services.ledger}>
      <StorageNet />
      <LeaveDialog leaving={services.leaving} />
      <OfflineProvider value={services.offline}>
        <ModelsProvider value={services.models}>
          <LicenceDialog />
          <Update />
          <ImportProvider value={services.imports}>
            <ChatProvider value={services.chat}>
              <BenchmarkProvider value={services.benchmark}>
                <VaultProvider value={services.vault}>
                  <KioskContext value={services.kiosk}>
                    <VaultGate>
                      <KioskLinks>{children}</KioskLinks>
                    </VaultGate>
                  </KioskContext>
                </VaultProvider>
              </BenchmarkProvider>
            </ChatProvider>
          </ImportProvider>
        </ModelsProvider>
      </OfflineProvider>
    </LedgerProvider>
  );
}
