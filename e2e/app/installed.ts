import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../setup/server.ts';
import { KIOSK_CONFIG_FILE } from '../../src/privacy/kiosk/config.ts';
import { launch, type Page } from '../browser.ts';
import { runBundle } from '../bundle/make.ts';

/** What a browser has kept of a page whose server is gone. */
export interface Installed {
  /** A profile that has seen the page and one model, and nothing that a person did. */
  profile: string;
  /** Where the page was served. */
  address: string;
  remove(): Promise<void>;
}

/**
 * Serves a kiosk's bundle until a browser has its page and model, then stops the server for good. Its configuration says that
 * it is none, for the specs are of the whole app and not of a visit: e2e/kiosk has those.
 */
export async function install(prepare: (page: Page) => Promise<void>): Promise<Installed> {
  const top = await mkdtemp(join(tmpdir(), 'hakui-installed-'));
  const [bundle, profile] = [join(top, 'bundle'), join(top, 'profile')];
  const { status, output } = runBundle(['--model', 'hakui-tiny', 'smollm2-135m-instruct', '--kiosk', '--out', bundle]);
  if (status !== 0) throw new Error(output);
  const config = join(bundle, KIOSK_CONFIG_FILE);
  await rm(config);
  await writeFile(config, JSON.stringify({ format: 1, kiosk: null }));
  const server = await startServer({ roots: [{ prefix: '/', dir: bundle }], port: 0, policy: 'kiosk' });
  const context = await launch(profile, true, [], { locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(server.url);
  await prepare(page);
  // Beside the app, where nothing holds on to what is deleted.
  await page.goto(`${server.url}LICENSES.txt`);
  await page.evaluate(forgetThePerson);
  await context.close();
  await server.close();
  return { profile, address: server.url, remove: () => rm(top, { recursive: true }) };
}

/** As on the first day, but for what was downloaded. */
async function forgetThePerson(): Promise<void> {
  localStorage.clear();
  for (const { name } of await indexedDB.databases()) {
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name!);
      request.onsuccess = resolve;
      request.onerror = request.onblocked = reject;
    });
  }
}

/** A copy of the profile for one test. */
export async function copyProfile(installed: Installed, to: string): Promise<void> {
  await cp(installed.profile, to, { recursive: true });
}
