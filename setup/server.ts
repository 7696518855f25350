import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';
import { cacheControl, isolationHeaders, mimeType } from '../src/privacy/headers.ts';
import type { PolicyMode } from '../src/privacy/policy.ts';

export interface ServedFolder {
  /** Where the folder stands in the address, starting and ending in '/'. */
  prefix: string;
  dir: string;
}

export interface ServerOptions {
  /** Tried in order: the first folder that has the file answers. */
  roots: readonly ServedFolder[];
  /** 0 takes any free port. */
  port: number;
  policy?: PolicyMode;
  /** Set on every response, in place of or beside the ones below. */
  headers?: Record<string, string>;
}

export interface RunningServer {
  /** "http://127.0.0.1:5173/" */
  url: string;
  close(): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/**
 * Serves folders to this machine alone, with the headers under which a page is isolated from others:
 * that lets it use shared memory, and keeps other sites from reading or framing it.
 * Rejects with the system's error where the port is taken (code EADDRINUSE).
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const headers = { ...isolationHeaders(options.policy ?? 'online'), ...options.headers };
  const folders = options.roots.map(folderHandler);
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (!isOwnHost(request.headers.host, server))
      return refuse(response, 421, 'This server answers only to 127.0.0.1.');
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET and HEAD.');
    dropUnusualRange(request);
    answer(folders, request, response);
  });
  await listen(server, options.port);
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function folderHandler({ prefix, dir }: ServedFolder): Handler {
  // `dev` looks at the disk on every request, so that a model added while the server runs is found.
  const serve = sirv(dir, {
    dev: true,
    etag: true,
    setHeaders: (response, path) => {
      // For "/" it is index.html's, which sirv has set by itself.
      const type = mimeType(path);
      if (type) response.setHeader('Content-Type', type);
    },
  });
  return (request, response, next) => {
    const address = request.url ?? '/';
    if (!address.startsWith(prefix)) return next();
    request.url = address.slice(prefix.length - 1);
    serve(request, response, () => {
      request.url = address;
      next();
    });
  };
}

function answer(folders: readonly Handler[], request: IncomingMessage, response: ServerResponse): void {
  const path = (request.url ?? '/').split('?', 1)[0]!;
  response.setHeader('Cache-Control', cacheControl(path));
  const tryFrom = (index: number): void => {
    const folder = folders[index];
    if (folder) folder(request, response, () => tryFrom(index + 1));
    else refuse(response, 404, 'Not found.');
  };
  tryFrom(0);
}

/**
 * A page of another site can be given this machine's address under that site's own name (DNS rebinding)
 * and would then count as the same origin. So only requests by this machine's own names are answered.
 */
function isOwnHost(host: string | undefined, server: Server): boolean {
  return host === `127.0.0.1:${portOf(server)}` || host === `localhost:${portOf(server)}`;
}

/**
 * sirv reads "bytes=-9" and "bytes=0-0" wrongly. A server may ignore a range, so all but the plain forms
 * are ignored.
 */
function dropUnusualRange(request: IncomingMessage): void {
  const range = request.headers.range;
  const plain = /^bytes=(\d+)-(\d*)$/.exec(range ?? '');
  const last = plain?.[2] ? Number(plain[2]) : Number.POSITIVE_INFINITY;
  if (!plain || last === 0 || last < Number(plain[1])) Reflect.deleteProperty(request.headers, 'range');
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.setHeader('Cache-Control', 'no-store');
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
