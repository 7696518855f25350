import { existsSync, openAsBlob } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { it } from 'vitest';
import { byName, type NamedSource } from '../source';

const folder = fileURLToPath(new URL('../../../../../shared/data', import.meta.url));

/** The publishers' files under shared/data, which lies beside the checkout: they may not be committed. */
export async function publishedSources(under: string): Promise<NamedSource[]> {
  const names = await readdir(`${folder}/${under}`, { recursive: true });
  const sources = names.map(async (name): Promise<NamedSource[]> => {
    const path = `${folder}/${under}/${name}`;
    const found = await stat(path);
    return found.isFile() ? [{ name: `${under}/${name}`, size: found.size, bytes: await openAsBlob(path) }] : [];
  });
  return byName((await Promise.all(sources)).flat());
}

/** Fails without the files in CI; elsewhere it is left out with a word. */
export function itWithPublished(under: string, name: string, test: () => Promise<void>): void {
  const there = existsSync(`${folder}/${under}`);
  if (there) it(name, { timeout: 120_000 }, test);
  else if (process.env.CI) it(name, () => Promise.reject(new Error(`There is no ${folder}/${under}`)));
  else it.skip(`${name} (not tried: there is no ../shared/data/${under} beside the checkout)`);
}
