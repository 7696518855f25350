import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does to one request instead of answering it well. */
export type Fault =
  | { kind: 'status'; status: number; headers?: Record<string, string> }
  /** Sends so many bytes of what was asked for, then breaks the connection. */
  | { kind: 'cut'; afterBytes: number }
  /** Sends nothing and leaves the connection open. */
  | { kind: 'silence' }
  | { kind: 'redirect'; to: string }
  /** Answers with something else; without `content-length` among the headers nobody is told its length. */
  | { kind: 'instead'; body: string | Uint8Array; headers?: Record<string, string> };

/** A server that answers as a model hub does: ranges, redirects to a store, and, when told, faults, one a request. */
export class Hub {
  readonly files = new Map<string, Uint8Array>();
  readonly requests: { path: string; range: string | null }[] = [];
  ranges = true;
  private readonly faults = new Map<string, Fault[]>();
  private readonly server = createServer((request, response) => this.answer(request, response));

  async start(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  /** The next requests for `path` meet these faults, one each. */
  fail(path: string, ...faults: Fault[]): void {
    this.faults.set(path, faults);
  }

  requestsFor(path: string): (string | null)[] {
    return this.requests.filter((request) => request.path === path).map(({ range }) => range);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '/';
    const range = request.headers.range ?? null;
    this.requests.push({ path, range });
    const fault = this.faults.get(path)?.shift();
    if (fault?.kind === 'silence') return;
    if (fault?.kind === 'status') {
      response.writeHead(fault.status, fault.headers).end();
      return;
    }
    if (fault?.kind === 'redirect') {
      response.writeHead(302, { location: fault.to }).end();
      return;
    }
    if (fault?.kind === 'instead') {
      response.writeHead(200, fault.headers);
      // Two writes, so that Node does not state the length of one.
      response.write(fault.body);
      response.end();
      return;
    }
    const file = this.files.get(path);
    if (file === undefined) {
      response.writeHead(404).end('Entry not found');
      return;
    }
    const [, first = 0, last = ''] = (this.ranges && /^bytes=(\d+)-(\d*)$/.exec(range ?? '')) || [];
    const start = Number(first);
    const end = last === '' ? file.byteLength : Math.min(Number(last) + 1, file.byteLength);
    if (start >= file.byteLength && start > 0) {
      response.writeHead(416, { 'content-range': `bytes */${file.byteLength}` }).end();
      return;
    }
    const body = file.subarray(start, end);
    response.writeHead(this.ranges && range !== null ? 206 : 200, {
      'content-length': body.byteLength,
      ...(this.ranges && range !== null && { 'content-range': `bytes ${start}-${end - 1}/${file.byteLength}` }),
    });
    if (fault?.kind === 'cut') {
      response.write(body.subarray(0, fault.afterBytes), () => response.destroy());
      return;
    }
    response.end(body);
  }
}
