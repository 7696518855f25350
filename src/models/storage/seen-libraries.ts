import { z } from 'zod';
import { openDirectory, type Root, readJson, writeTo } from './directory';

/**
 * The SHA-256 that each library of a publisher had when this browser first took it in, by its address. Where
 * a record states none, a library that came later is held to it: it runs in the page, and must not change
 * unnoticed. It outlives the library itself and goes with everything else under "delete everything".
 */
export interface SeenLibraries {
  /** Null for a library that was never seen. */
  sha256Of(url: string): Promise<string | null>;
  remember(url: string, sha256: string): Promise<void>;
}

const FOLDER = ['hakui'] as const;
const FILE = 'seen-libraries.json';
const Seen = z.record(z.url(), z.string());

export function createSeenLibraries(root: Root = () => navigator.storage.getDirectory()): SeenLibraries {
  async function read() {
    const directory = await openDirectory(root, FOLDER);
    const seen = Seen.safeParse(await readJson(directory, FILE));
    return { directory, seen: seen.success ? seen.data : {} };
  }
  return {
    sha256Of: async (url) => (await read()).seen[url] ?? null,
    async remember(url, sha256) {
      const { directory, seen } = await read();
      await writeTo(directory, FILE, JSON.stringify({ ...seen, [url]: sha256 }));
    },
  };
}
