import type { ReactNode } from 'react';
import { RouterProvider } from 'react-router';
import { openDisk } from '@/db/open-disk';
import { forgetLanguage } from '@/i18n/i18n';
import { erasing } from '@/privacy/erasing';
import type { Kiosk } from '@/privacy/kiosk/config';
import { KioskConfigError } from '@/privacy/kiosk/config-error';
import { expectOwnPolicy } from '@/privacy/kiosk/own-policy';
import { readKioskConfig, watchConfig } from '@/privacy/kiosk/read-config';
import { watchTabs } from '@/tabs/this-tab';
import { Providers } from './app';
import { ConfigPage } from './kiosk/config-page';
import { NoDatabasePage } from './missing-page';
import { UnlessErasing } from './privacy/unless-erasing';
import { createRouter } from './routes';
import { createServices, endOfWork, open } from './services';

/** How the owner wants a page that was built for a kiosk. An earlier copy of that counts until the server says otherwise. */
async function ownersKiosk(): Promise<Kiosk | null> {
  if (import.meta.env.PROD) expectOwnPolicy(document, 'kiosk');
  const config = await readKioskConfig(document.baseURI);
  watchConfig(document.baseURI, config, () => window.location.reload());
  return config.kiosk;
}

/** What this page shows, in a browser that has what all of it needs. */
export async function content(): Promise<ReactNode> {
  watchTabs();
  // What a page at work could not delete is deleted before anything begins.
  if (erasing.getState().where === 'here') return <UnlessErasing end={null}>{null}</UnlessErasing>;
  try {
    const kiosk = import.meta.env.HAKUI_POLICY === 'kiosk' ? await ownersKiosk() : null;
    // What a visitor chose before the page was closed is not the next one's language.
    if (kiosk) await forgetLanguage(kiosk.language);
    const noDatabase = await openDisk();
    if (noDatabase !== null) return <NoDatabasePage why={noDatabase} />;
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
    if (error instanceof KioskConfigError) return <ConfigPage error={error} />;
    throw error;
  }
}
