import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
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
import { ErrorBoundary } from './error-boundary';
import { KioskContext } from './kiosk/context';
import { KioskLinks } from './kiosk/kiosk-links';
import { Update } from './offline/update';
import { LeaveDialog } from './privacy/leave-dialog';
import type { Services } from './services';
import { theme } from './theme';
import { VaultGate } from './vault/gate';

const colorSchemeManager = localStorageColorSchemeManager({ key: 'hakui:theme' });

/** The look, without anything that works; style variables come by theme-variables.ts. */
export function Look({ children }: { children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <ErrorBoundary>{children}</ErrorBoundary>
      <Notifications position="bottom-left" containerWidth={344} />
    </MantineProvider>
  );
}

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
