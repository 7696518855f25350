import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { ErrorBoundary } from './error-boundary';
import { theme } from './theme';

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
