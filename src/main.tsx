import './privacy/no-peers';
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
import { ConfigPage } from './app/kiosk/config-page';
import { UnlessErasing } from './app/privacy/unless-erasing';
import { createRouter } from './app/routes';
import { createServices, endOfWork, open } from './app/services';
import { adoptThemeVariables } from './app/theme-variables';
import { forgetLanguage, startI18n } from './i18n/i18n';
import { erasing } from './privacy/erasing';
import type { Kiosk } from './privacy/kiosk/config';
import { KioskConfigError } from './privacy/kiosk/config-error';
import { expectOwnPolicy } from './privacy/kiosk/own-policy';
import { readKioskConfig, watchConfig } from './privacy/kiosk/read-config';
import { watchTabs } from './tabs/this-tab';

startI18n();
adoptThemeVariables();
watchTabs();
const root = createRoot(document.getElementById('root')!);

/** How the owner wants a page that was built for a kiosk. An earlier copy of that counts until the server says otherwise. */
async function ownersKiosk(): Promise<Kiosk | null> {
  if (import.meta.env.PROD) expectOwnPolicy(document, 'kiosk');
  const config = await readKioskConfig(document.baseURI);
  watchConfig(document.baseURI, config, () => window.location.reload());
  return config.kiosk;
}

async function content(): Promise<ReactNode> {
  if (!window.isSecureContext) return <InsecurePage />;
  // What a page at work could not delete is deleted before anything begins.
  if (erasing.getState().where === 'here') return <UnlessErasing end={null}>{null}</UnlessErasing>;
  try {
    const kiosk = import.meta.env.HAKUI_POLICY === 'kiosk' ? await ownersKiosk() : null;
    // What a visitor chose before the page was closed is not the next one's language.
    if (kiosk) await forgetLanguage(kiosk.language);
    const services = await createServices(kiosk);
    open(services);
    const end = () => endOfWork(services);
    return (
      <UnlessErasing end={end}>
        <Providers services={services}>
          <RouterProvider router={createRouter({ isKiosk: kiosk !== null })} />
        </Providers>
      </UnlessErasing>
    );
  } catch (error) {
    return error instanceof KioskConfigError ? <ConfigPage error={error} /> : <CrashPage error={error} />;
  }
}

const shown = await content();
root.render(
  <StrictMode>
    <Look>{shown}</Look>
  </StrictMode>,
);
