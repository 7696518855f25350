import './models/zod-without-eval';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/global.css';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { Look, Providers } from './app/app';
import { CrashPage } from './app/crash-page';
import { InsecurePage } from './app/insecure-page';
import { createRouter } from './app/routes';
import { createServices, open } from './app/services';
import { adoptThemeVariables } from './app/theme-variables';
import { startI18n } from './i18n/i18n';

startI18n();
adoptThemeVariables();
const root = createRoot(document.getElementById('root')!);

function content(): ReactNode {
  if (!window.isSecureContext) return <InsecurePage />;
  try {
    const services = createServices();
    open(services);
    return (
      <Providers services={services}>
        <RouterProvider router={createRouter()} />
      </Providers>
    );
  } catch (error) {
    return <CrashPage error={error} />;
  }
}

root.render(
  <StrictMode>
    <Look>{content()}</Look>
  </StrictMode>,
);
