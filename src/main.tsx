import './privacy/no-peers';
import './models/zod-without-eval';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/global.css';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { CrashPage } from './app/crash-page';
import { InsecurePage } from './app/insecure-page';
import { Look } from './app/look';
import { MissingPage } from './app/missing-page';
import { adoptThemeVariables } from './app/theme-variables';
import { lacking } from './browser/features';
import { startI18n } from './i18n/i18n';

startI18n();
adoptThemeVariables();
const root = createRoot(document.getElementById('root')!);

async function shown(): Promise<ReactNode> {
  if (!window.isSecureContext) return <InsecurePage />;
  const lacks = await lacking('everything');
  if (lacks.length > 0) return <MissingPage lacks={lacks} />;
  try {
    // Only now: without what was just looked for, much of the app's code cannot even begin.
    const { content } = await import('./app/content');
    return await content();
  } catch (error) {
    return <CrashPage error={error} />;
  }
}

const page = await shown();
root.render(
  <StrictMode>
    <Look>{page}</Look>
  </StrictMode>,
);
