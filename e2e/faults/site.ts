import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publishedSite } from '../app/published-site.ts';
import type { Plan } from './wrapper/ways.ts';

/** Where a scenario's page is served. */
export interface FaultSite {
  /** The page's own address, ending in '/'. */
  url: string;
  /** Lays a new version there, in whose installation a plan is carried out. */
  publish(version: string, plan: Plan | null): Promise<void>;
  remove(): Promise<void>;
}

const FIRST_LINE = '/* before the service worker */';

/** The built page, whose service worker runs a script before its own. */
export async function serveBuiltPage(serviceWorkerWrapper: string): Promise<FaultSite> {
  const site = await publishedSite();
  const file = join(site.folder, 'service-worker.js');
  const own = (text: string) => (text.includes(FIRST_LINE) ? text.slice(text.lastIndexOf(FIRST_LINE)) : text);
  const prefix = async (plan: Plan | null) => {
    const before = `globalThis.faultOfNewVersion = ${JSON.stringify(plan)};\n${serviceWorkerWrapper}\n`;
    await writeFile(file, `${before}${FIRST_LINE}\n${own(await readFile(file, 'utf8'))}`);
  };
  await prefix(null);
  return {
    url: site.url,
    async publish(version, plan) {
      await site.publish(version);
      await prefix(plan);
    },
    remove: site.remove,
  };
}
