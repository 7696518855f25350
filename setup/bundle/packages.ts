import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists } from '../run/files.ts';

/** A package whose code may be in the page. */
export interface LicensedPackage {
  name: string;
  version: string;
  /** As its package.json says; "not stated" where it does not. */
  licence: string;
  address: string | null;
  /** Its licence and notice files, in order; none where it ships none. */
  texts: string[];
}

interface PackageJson {
  name: string;
  version: string;
  license?: string | { type: string };
  homepage?: string;
  repository?: string | { url: string };
  dependencies?: Record<string, string>;
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/**
 * The packages under `root` that its package.json depends on, and those that they depend on, each version once, in order.
 * Tools, which only devDependencies name, put nothing into the page.
 */
export async function productionPackages(root: string): Promise<LicensedPackage[]> {
  const found = new Map<string, string>();
  const waiting = [root];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const name of Object.keys((await readPackage(folder)).dependencies ?? {})) {
      const at = await installedFolder(name, folder);
      if (at === null || found.has(at)) continue;
      found.set(at, name);
      waiting.push(at);
    }
  }
  const packages = await Promise.all([...found.keys()].map(describe));
  const byVersion = new Map(packages.map((each) => [`${each.name} ${each.version}`, each]));
  return [...byVersion.keys()].sort().map((key) => byVersion.get(key)!);
}

const readPackage = async (folder: string): Promise<PackageJson> =>
  JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageJson;

/** Where Node finds a package that is imported from a folder; null where it is not installed, as optional ones may be. */
async function installedFolder(name: string, from: string): Promise<string | null> {
  for (let folder = from; ; folder = dirname(folder)) {
    const at = join(folder, 'node_modules', name);
    if (await exists(join(at, 'package.json'))) return at;
    if (folder === dirname(folder)) return null;
  }
}

async function describe(folder: string): Promise<LicensedPackage> {
  const { name, version, license, homepage, repository } = await readPackage(folder);
  const files = (await readdir(folder)).filter((file) => LICENCE_FILE.test(file)).sort();
  const source = typeof repository === 'object' ? repository.url : repository;
  return {
    name,
    version,
    licence: (typeof license === 'object' ? license.type : license) ?? 'not stated',
    address: homepage ?? source ?? null,
    texts: await Promise.all(files.map(async (file) => (await readFile(join(folder, file), 'utf8')).trim())),
  };
}
