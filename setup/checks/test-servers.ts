import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { outputOf, runCommand, succeeds } from '../run/command.ts';
import { SetupError } from '../run/errors.ts';
import { exists, replaceFolder } from '../run/files.ts';
import { paths } from '../run/paths.ts';
import type { ProgressLines } from '../run/progress.ts';
import { hasApt } from '../system/debian.ts';

/*
 * Static servers that a bundle's configuration is tried on. Debian's packages are unpacked into .build and not installed:
 * installing one would start a service on this machine, and asks for root.
 */

interface Server {
  name: string;
  /** The server, and the libraries that few machines have. */
  packages: readonly string[];
  program: string;
  /** Prints its version. */
  asked: string;
}

const SERVERS = {
  nginx: { name: 'nginx', packages: ['nginx'], program: 'usr/sbin/nginx', asked: '-v' },
  caddy: { name: 'Caddy', packages: ['caddy'], program: 'usr/bin/caddy', asked: 'version' },
  apache: {
    name: 'Apache',
    packages: ['apache2-bin', 'libapr1', 'libaprutil1', 'libaprutil1-ldap', 'liblua5.3-0'],
    program: 'usr/sbin/apache2',
    asked: '-v',
  },
} as const satisfies Record<string, Server>;
export type ServerName = keyof typeof SERVERS;
export const SERVER_NAMES = Object.keys(SERVERS) as ServerName[];

const folderOf = (name: ServerName) => join(paths.testServers, name);

export interface TestServer {
  /** Starts its program: the dynamic linker is told where its libraries are. */
  command: readonly [string, ...string[]];
  /** The folder that stands for "/". */
  root: string;
}

/** Null where `npm test` could not get it. */
export function findTestServer(name: ServerName): TestServer | null {
  const root = folderOf(name);
  return existsSync(root) ? testServer(name, root) : null;
}

function testServer(name: ServerName, root: string): TestServer {
  const libraries = ['x86_64', 'aarch64'].map((cpu) => join(root, 'usr/lib', `${cpu}-linux-gnu`)).join(':');
  return { command: ['/usr/bin/env', `LD_LIBRARY_PATH=${libraries}`, join(root, SERVERS[name].program)], root };
}

/** What each is called, and how it is got. Throws SetupError where it can't be had. */
export const testServers = SERVER_NAMES.map((name) => ({
  name: `${SERVERS[name].name}, to serve a bundle`,
  prepare: (lines: ProgressLines) => prepare(name, lines),
}));

async function prepare(name: ServerName, lines: ProgressLines): Promise<void> {
  if (await exists(folderOf(name))) return;
  const next = 'Nothing has to be done: the bundle is tried on the other servers.';
  const server: Server = SERVERS[name];
  if (!(await hasApt())) throw new SetupError(`${server.name} is taken from Debian's packages.`, next);
  await lines.during(`${server.name}, for tests`, async () => {
    const work = join(paths.work, `server-${name}`);
    const root = join(work, 'root');
    await rm(work, { recursive: true, force: true });
    await mkdir(root, { recursive: true });
    const options = { cwd: work, log: `server-${name}`, next };
    // Lists that are there may do; only root can fetch them anew.
    if (process.getuid?.() === 0) await outputOf('apt-get', ['update', '-q']);
    await runCommand('apt-get', ['download', '-q', ...server.packages], options);
    for (const file of (await readdir(work)).filter((each) => each.endsWith('.deb'))) {
      await runCommand('dpkg-deb', ['--extract', file, root], options);
    }
    const [program, ...args] = testServer(name, root).command;
    if (!(await succeeds(program, [...args, server.asked]))) {
      throw new SetupError(`${server.name} does not start here: a library of it is missing.`, next);
    }
    await replaceFolder(root, folderOf(name));
    await rm(work, { recursive: true });
  });
}
