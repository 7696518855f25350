import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';

/** Another machine, played by this one: it notes everything that reaches it, by whichever way. */
export interface Stranger {
  /** "http://127.0.0.1:4711": another origin than the page's, for it has another port. */
  url: string;
  /** "127.0.0.1:4712", for WebRTC. */
  udp: string;
  /** "http://127.0.0.1:4713": for tries that open a connection without asking for anything. */
  bare: string;
  /** The paths that were asked for, "udp" for a datagram and "connection" for a connection to `bare`. */
  reached(): Set<string>;
  close(): void;
}

export async function startStranger(): Promise<Stranger> {
  const reached = new Set<string>();
  const http = createServer((request, response) => {
    const path = (request.url ?? '').slice(1).split('?')[0]!;
    // Of a tab that led here, after its page.
    if (path !== 'favicon.ico') reached.add(path);
    request.resume();
    response.writeHead(200, {
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Content-Type': request.url?.startsWith('/import') ? 'text/javascript' : 'text/plain',
    });
    response.end('');
  });
  http.on('upgrade', (request, socket) => {
    reached.add((request.url ?? '').slice(1));
    socket.destroy();
  });
  const udp = createSocket('udp4', () => reached.add('udp'));
  const bare = createTcpServer((socket) => {
    reached.add('connection');
    socket.on('error', () => {}).destroy();
  });
  await Promise.all([
    new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve)),
    new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve)),
    new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve)),
  ]);
  const port = (server: { address(): unknown }) => (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${port(http)}`,
    udp: `127.0.0.1:${port(udp)}`,
    bare: `http://127.0.0.1:${port(bare)}`,
    reached: () => reached,
    close() {
      http.closeAllConnections();
      http.close();
      udp.close();
      bare.close();
    },
  };
}
