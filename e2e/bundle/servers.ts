import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sirv from 'sirv';
import { ADDRESS, PLACE } from '../../setup/bundle/server-config.ts';
import { findTestServer, type ServerName } from '../../setup/checks/test-servers.ts';

/* Static servers as a bundle's owner may have them, each serving one folder. */

export interface Served {
  /** "http://127.0.0.1:4711/" */
  url: string;
  close(): Promise<void>;
}

/** Python's own, which sends no headers. Null where it does not start. */
export async function servePython(root: string): Promise<Served> {
  const port = await freePort();
  const args = ['-m', 'http.server', String(port), '--bind', '127.0.0.1', '--directory', root];
  return started(spawn('python3', args, { stdio: 'ignore' }), port);
}

/** A static server of the JavaScript world, as it is without settings. */
export async function serveSirv(root: string): Promise<Served> {
  const server = createServer(sirv(root, { dev: true }));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * nginx, Caddy or Apache with the configuration that lies in the bundle, changed in nothing but place and port. `work`: an
 * empty folder for its own files. Null where `npm test` could not get the server.
 */
export async function serveConfigured(
  name: ServerName,
  { root, bundle, work }: { root: string; bundle: string; work: string },
): Promise<Served | null> {
  const server = findTestServer(name);
  if (server === null) return null;
  const port = await freePort();
  const config = readFileSync(join(bundle, 'server', FILES[name]), 'utf8')
    .replaceAll(PLACE, root)
    .replaceAll(ADDRESS.port, String(port));
  mkdirSync(work, { recursive: true });
  const file = join(work, 'server.conf');
  writeFileSync(file, around(name, config, work, server.root));
  const [program, ...args] = server.command;
  const child = spawn(program, [...args, ...ARGUMENTS[name](file, work)], { env: { HOME: work }, stdio: 'ignore' });
  return started(child, port);
}

const FILES: Record<ServerName, string> = { nginx: 'nginx.conf', caddy: 'Caddyfile', apache: 'apache.conf' };

const ARGUMENTS: Record<ServerName, (file: string, work: string) => string[]> = {
  nginx: (file, work) => ['-p', work, '-e', join(work, 'error.log'), '-c', file],
  caddy: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
  apache: (file) => ['-X', '-f', file],
};

/** What a system's own installation has around the bundle's part. */
function around(name: ServerName, config: string, work: string, installed: string): string {
  const isRoot = process.getuid?.() === 0;
  switch (name) {
    case 'nginx': {
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
      return [
        ...(isRoot ? ['user root;'] : []),
        'daemon off;',
        `pid ${join(work, 'nginx.pid')};`,
        'events {}',
        'http {',
        'access_log off;',
        ...temporary.map((each) => `${each}_temp_path ${join(work, each)};`),
        config,
        '}',
      ].join('\n');
    }
    case 'caddy':
      return `{\n\tadmin off\n}\n${config}`;
    case 'apache': {
      const modules = ['mpm_event', 'authz_core', 'dir', 'headers', 'mime'];
      const library = (each: string) => join(installed, 'usr/lib/apache2/modules', `mod_${each}.so`);
      return [
        `ServerRoot ${work}`,
        `DefaultRuntimeDir ${work}`,
        `PidFile ${join(work, 'apache.pid')}`,
        `ErrorLog ${join(work, 'error.log')}`,
        ...modules.map((each) => `LoadModule ${each}_module ${library(each)}`),
        'TypesConfig /dev/null',
        ...(isRoot ? ['User nobody', 'Group nogroup'] : []),
        config,
      ].join('\n');
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Resolves when the server answers; rejects when it ends before. */
async function started(child: ChildProcess, port: number): Promise<Served> {
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const url = `http://127.0.0.1:${port}/`;
  for (;;) {
    if (await answers(url)) break;
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  return {
    url,
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    async (response) => {
      await response.body?.cancel();
      return true;
    },
    () => false,
  );
