import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/**
 * Builds a page that is for tests alone, apart for each of the workers that run at once. `folder`: below e2e, with its
 * vite.config.ts. Returns where it was built.
 */
export async function buildPage(folder: string, worker: number): Promise<string> {
  const outDir = fileURLToPath(new URL(`../.build/test-pages/${folder}/${worker}`, import.meta.url));
  const configFile = join(fileURLToPath(new URL(folder, import.meta.url)), 'vite.config.ts');
  await build({ configFile, logLevel: 'error', build: { outDir } });
  return outDir;
}
