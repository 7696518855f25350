import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { policyMode } from '../app/build.ts';
import { SetupError } from '../run/errors.ts';
import { paths } from '../run/paths.ts';
import { ProgressLines } from '../run/progress.ts';
import { type RunningServer, startServer } from '../server.ts';
import { prepareAll, usualModels } from './prepare.ts';

const USUAL_PORT = 5173;
const PORTS_TRIED = 20;

/** Prepares, builds, serves on this machine and opens the browser. Ends with Ctrl+C. */
export async function start(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { port: { type: 'string' }, open: { type: 'boolean', default: true } },
    allowNegative: true,
  });
  const lines = new ProgressLines();
  await prepareAll(lines, await usualModels());
  const server = await serve(values.port === undefined ? null : parsePort(values.port));
  lines.say(`\nHakui is open at ${server.url}   (Ctrl+C ends it)`);
  if (values.open) openBrowser(server.url);
  await untilInterrupted();
  await server.close();
  return 0;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new SetupError(`--port is "${text}".`, 'Give a number from 0 (any free port) to 65535.');
}

async function serve(port: number | null): Promise<RunningServer> {
  const last = port ?? USUAL_PORT + PORTS_TRIED;
  for (let candidate = port ?? USUAL_PORT; ; candidate++) {
    try {
      return await startServer({ roots: [{ prefix: '/', dir: paths.dist }], port: candidate, policy: policyMode() });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if (candidate >= last)
        throw new SetupError(`Port ${candidate} is taken.`, 'Choose another: npm start -- --port 8080');
    }
  }
}

function openBrowser(url: string): void {
  const opener = browserOpener();
  if (!opener) return;
  const child = spawn(opener[0]!, [...opener.slice(1), url], { stdio: 'ignore', detached: true });
  // Without an opener the address above is enough.
  child.on('error', () => {});
  child.unref();
}

function browserOpener(): string[] | null {
  if (process.env.CI) return null;
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['cmd', '/c', 'start', ''];
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['xdg-open'] : null;
}

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
