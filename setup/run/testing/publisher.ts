import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A file as a publisher's server has it. */
interface Offered {
  body: Buffer;
  etag?: string | null;
  /** 'ignored': the whole file always. 'unconditional': the range even when If-Range names another file. */
  ranges?: 'honoured' | 'ignored' | 'unconditional';
  /** Of unknown length, as GitHub sends archives that it makes on the way. */
  chunked?: boolean;
  headers?: Record<string, string>;
}

/** What befalls the next request: a status with headers, or a cut after so many bytes of the body. */
type Mishap = { status: number; headers?: Record<string, string> } | { cutAfter: number };

export interface Asked {
  path: string;
  range: string | null;
  ifRange: string | null;
  authorization: string | null;
}

/** A server on this machine that behaves like those of GitHub and the model hub, and counts what it sends. */
export class Publisher {
  readonly files = new Map<string, Offered>();
  readonly redirects = new Map<string, string>();
  /** Sent with a redirect, by its path. */
  readonly redirectHeaders = new Map<string, Record<string, string>>();
  /** Taken from the front, one a request. */
  readonly mishaps: Mishap[] = [];
  readonly asked: Asked[] = [];
  /** Bytes of bodies that went out. */
  sent = 0;
  url = '';
  readonly #server = createServer((request, response) => this.#answer(request, response));

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '/';
    const {
      range = null,
      'if-range': ifRange = null,
      authorization = null,
    } = request.headers as Record<string, string | undefined>;
    this.asked.push({ path, range, ifRange, authorization });
    const to = this.redirects.get(path);
    if (to !== undefined)
      return void response.writeHead(302, { ...this.redirectHeaders.get(path), location: to }).end();
    const mishap = this.mishaps.shift();
    if (mishap && 'status' in mishap) return void response.writeHead(mishap.status, mishap.headers).end('no');
    const file = this.files.get(path);
    if (!file) return void response.writeHead(404).end('404: Not Found');
    this.#send(file, range, ifRange, mishap?.cutAfter ?? Number.POSITIVE_INFINITY, response);
  }

  #send(file: Offered, range: string | null, ifRange: string | null, cutAfter: number, response: ServerResponse): void {
    const { body, etag = etagOf(body), ranges = 'honoured', chunked = false, headers = {} } = file;
    const isSame = ifRange === null || ifRange === etag || ranges === 'unconditional';
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
    const from = range !== null && ranges !== 'ignored' && isSame ? Number(first) : null;
    if (from !== null && from >= body.length) {
      return void response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
    }
    const end = from !== null && last ? Math.min(Number(last) + 1, body.length) : body.length;
    const rest = body.subarray(from ?? 0, end);
    response.writeHead(from === null ? 200 : 206, {
      ...headers,
      ...(etag === null ? {} : { etag }),
      ...(chunked ? {} : { 'content-length': rest.length }),
      ...(from === null ? {} : { 'content-range': `bytes ${from}-${end - 1}/${body.length}` }),
    });
    const piece = rest.subarray(0, cutAfter);
    this.sent += piece.length;
    // Cut only once the bytes are out: what was sent is what was received.
    if (piece.length === rest.length) response.end(piece);
    else if (piece.length === 0) response.destroy();
    else response.write(piece, () => response.destroy());
  }
}

const etagOf = (body: Buffer): string => `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
