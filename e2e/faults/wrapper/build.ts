import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const NAMES = ['page', 'worker', 'service-worker'] as const;
export type WrapperScripts = Record<(typeof NAMES)[number], string>;

/** The scripts that run before the page's own, each as one text without imports. */
export async function buildWrapper(): Promise<WrapperScripts> {
  const texts = await Promise.all(NAMES.map(async (name) => [name, await textOf(name)]));
  return Object.fromEntries(texts) as WrapperScripts;
}

async function textOf(name: string): Promise<string> {
  const entry = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, target: 'es2023', lib: { entry, formats: ['iife'], name: 'hakuiFaults' } },
  });
  const [{ output }] = built as unknown as [{ output: { code: string }[] }];
  return output[0]!.code;
}
