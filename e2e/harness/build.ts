import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Where the built harness stands. */
export const harnessFolder = fileURLToPath(new URL('../../.build/harness', import.meta.url));

/** Builds the engine harness (2 s). */
export async function buildHarness(): Promise<void> {
  await build({ configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)), logLevel: 'error' });
}
