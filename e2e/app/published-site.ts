import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paths } from '../../setup/run/paths.ts';
import { type RunningServer, startServer } from '../../setup/server.ts';
import { expect } from '../browser.ts';

/** The built page on a server that can be stopped and comes back at its address, with further versions of it. */
export interface Site {
  url: string;
  /** What is served but for the models. */
  folder: string;
  stop(): Promise<void>;
  startAgain(): Promise<void>;
  /** Changes the page, as a new build would. */
  publish(version: string): Promise<void>;
  remove(): Promise<void>;
}

export async function publishedSite(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'hakui-page-'));
  for (const part of [
    'index.html',
    'assets',
    'icons',
    'samples',
    'datasets',
    'service-worker.js',
    'manifest.webmanifest',
  ]) {
    await cp(join(paths.dist, part), join(folder, part), { recursive: true });
  }
  const roots = [
    { prefix: '/', dir: folder },
    { prefix: '/models/', dir: paths.models },
  ];
  let server: RunningServer | null = await startServer({ roots, port: 0 });
  const { url } = server;
  const stop = async () => {
    await server?.close();
    server = null;
  };
  return {
    url,
    folder,
    stop,
    async startAgain() {
      server = await startServer({ roots, port: Number(new URL(url).port) });
    },
    publish: (version) => publish(folder, version),
    async remove() {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Marks the page, and gives it another revision in the service worker's list. */
async function publish(folder: string, version: string): Promise<void> {
  const change = async (name: string, part: RegExp, text: string) => {
    const file = join(folder, name);
    const before = await readFile(file, 'utf8');
    expect(before, name).toMatch(part);
    const after = before.replace(part, text);
    await writeFile(file, after);
    return after;
  };
  const page = await change(
    'index.html',
    /<html lang="en"( data-version="[^"]*")?/,
    `<html lang="en" data-version="${version}"`,
  );
  const revision = createHash('md5').update(version).digest('hex');
  await change(
    'service-worker.js',
    /"integrity":"[^"]*","revision":"[0-9a-f]{32}","url":"index\.html"/,
    `"integrity":"sha256-${createHash('sha256').update(page).digest('base64')}","revision":"${revision}","url":"index.html"`,
  );
}
