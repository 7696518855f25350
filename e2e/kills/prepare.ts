import { createHash } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paths } from '../../setup/run/paths.ts';
import { startServer } from '../../setup/server.ts';
import { askAndStop, expect, modelReady, newChat, type Page, passFirstRun } from '../app/app.ts';
import { addTemplateProtocol, mostItems, openBenchmark, row, run, TEMPLATE_PROTOCOL } from '../app/benchmark-page.ts';
import { exportedRun } from './exported-run.ts';
import { visit } from './visit.ts';

/** A profile that somebody has used, and where its page is served. */
export interface Prepared {
  address: string;
  /** What was asked in its chats: no part of one is in another, so that no compression of the browser's files hides it. */
  phrases: readonly string[];
  /** What each of its runs became that nothing broke off, by the protocol. */
  unbroken: ReadonlyMap<string, string>;
  /** A copy of it, which the caller removes. */
  copy(): Promise<string>;
  remove(): Promise<void>;
}

const CHATS = 4;
export const ITEMS = 6;
export const PROTOCOLS = ['Letter', TEMPLATE_PROTOCOL] as const;

/** Uses the page as a person would: some chats, and a run of each kind. */
export async function prepare(): Promise<Prepared> {
  const top = await mkdtemp(join(tmpdir(), 'hakui-kills-'));
  const profile = join(top, 'profile');
  const roots = [
    { prefix: '/', dir: process.env.HAKUI_TEST_PAGE ?? paths.dist },
    { prefix: '/models/', dir: paths.models },
  ];
  const server = await startServer({ roots, port: 0 });
  const phrases = Array.from({ length: CHATS }, (_, at) => createHash('sha256').update(`phrase ${at}`).digest('hex'));
  const { page, close } = await visit(profile, server.url);
  await passFirstRun(page);
  await modelReady(page);
  for (const phrase of phrases) {
    await newChat(page);
    await askAndStop(page, phrase);
  }
  await startRuns(page);
  await expect(page.getByText('Done', { exact: true })).toHaveCount(PROTOCOLS.length, { timeout: 120_000 });
  const unbroken = new Map<string, string>();
  for (const protocol of PROTOCOLS) {
    await row(page, named(protocol)).getByRole('link').click();
    unbroken.set(protocol, await exportedRun(page));
    await openBenchmark(page);
  }
  await close();
  let copies = 0;
  return {
    address: server.url,
    phrases,
    unbroken,
    async copy() {
      const target = join(top, `copy-${copies++}`);
      await cp(profile, target, { recursive: true });
      return target;
    },
    async remove() {
      await server.close();
      await rm(top, { recursive: true, force: true });
    },
  };
}

/** Starts a run of the sample questions by each protocol. */
export async function startRuns(page: Page): Promise<void> {
  await openBenchmark(page);
  await expect(page.getByRole('combobox', { name: 'Protocol' })).toBeVisible();
  if ((await page.getByRole('option', { name: TEMPLATE_PROTOCOL }).count()) === 0) await addTemplateProtocol(page);
  await mostItems(page).fill(String(ITEMS));
  await expect(page.getByText(new RegExp(`^${ITEMS} items`))).toBeVisible();
  for (const protocol of PROTOCOLS) await run(page, protocol);
}

/** Runs by a protocol, in the list. */
export const named = (protocol: (typeof PROTOCOLS)[number]): RegExp =>
  protocol === 'Letter' ? /Letter/ : /japanese-lm-med-harness/;
