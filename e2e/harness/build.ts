import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const built = fileURLToPath(new URL('../../.build/harness', import.meta.url));

/** Builds the engine harness (2 s), apart for each of the workers that run at once. Returns its folder. */
export async function buildHarness(worker: number): Promise<string> {
  const outDir = join(built, String(worker));
  await build({
    configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)),
    logLevel: 'error',
    build: { outDir },
  });
  return outDir;
}
