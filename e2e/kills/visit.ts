import { launch, type Page } from '../browser.ts';
import { killBrowser } from '../profile-search.ts';
import { type Seen, watch } from './seen.ts';

/** A browser on a profile with the page in one tab. */
export interface Visit {
  page: Page;
  /** What was on the screen, as it was last. */
  seen: Seen;
  /** Errors and warnings on the console, and errors nobody caught. */
  complaints: string[];
  /** Ends every process of the browser at once. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the page; resolves once it has been asked for, so that it can be killed while it starts. */
export async function visit(profile: string, address: string): Promise<Visit> {
  const context = await launch(profile, true, [], { locale: 'en-US', viewport: { width: 1280, height: 800 } });
  const complaints: string[] = [];
  let killed = false;
  context.on('console', (message) => {
    if (!killed && ['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  context.on('weberror', (error) => !killed && complaints.push(String(error.error())));
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(60_000);
  const seen = await watch(page);
  await page.goto(address, { waitUntil: 'commit' });
  return {
    page,
    seen,
    complaints,
    async kill() {
      killed = true;
      const gone = new Promise((resolve) => context.once('close', resolve));
      await killBrowser(profile);
      await gone;
    },
    close: () => context.close(),
  };
}
