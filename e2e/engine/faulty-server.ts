import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to a request: answered well, with wrong bytes, not found, broken off after so many bytes, or never answered. */
export type Fate = 'well' | 'flip-last-byte' | 'missing' | 'silence' | { cutAfterBytes: number };

/** Stands before a good server and spoils chosen answers. */
export interface FaultyServer {
  url: string;
  /** Paths asked for, in order. */
  requests: string[];
  /** Decides on each request by its path; the default is 'well'. */
  fate: (path: string) => Fate;
  close: () => Promise<void>;
}

export async function startFaultyServer(upstream: string): Promise<FaultyServer> {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    faulty.requests.push(path);
    const fate = faulty.fate(path);
    if (fate === 'silence') return;
    if (fate === 'missing') response.writeHead(404).end();
    else pass(request, response, new URL(path, upstream), fate);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const faulty: FaultyServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests: [],
    fate: () => 'well',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return faulty;
}

function pass(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  fate: Exclude<Fate, 'silence' | 'missing'>,
) {
  const headers = { ...request.headers, host: url.host };
  httpRequest(url, { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    if (fate === 'well') {
      answer.pipe(response);
      return;
    }
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('end', () => {
      const body = Buffer.concat(chunks);
      if (fate === 'flip-last-byte') {
        body[body.length - 1]! ^= 1;
        response.end(body);
      } else {
        response.write(body.subarray(0, fate.cutAfterBytes), () => response.destroy());
      }
    });
  }).end();
}
