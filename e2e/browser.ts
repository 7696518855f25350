import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, test as base, chromium } from 'playwright/test';
import { findTestBrowser } from '../setup/softgpu/browser.ts';

export { type BrowserContext, expect, type Page } from 'playwright/test';

interface Options {
  /** False leaves WebGPU out of the browser. */
  webgpu: boolean;
}

interface Fixtures {
  /** The folder of the browser's profile. */
  profile: string;
  /** Errors and warnings on the console, and errors nobody caught, of every page and worker of the test. */
  complaints: string[];
}

/** HAKUI_TEST_ADAPTER=swiftshader runs the tests on what a machine without a GPU has, even where a faster adapter is. */
const browser = findTestBrowser(process.env.HAKUI_TEST_ADAPTER === 'swiftshader' ? 'swiftshader' : 'fastest');

/** What WebGPU really computes on: lavapipe answers in SwiftShader's name. */
export const adapter = browser?.adapter;

/**
 * A real browser with WebGPU on the processor, and a profile of its own for each test: the store of an
 * incognito context breaks on files of hundreds of megabytes.
 */
export const test = base.extend<Options & Fixtures>({
  webgpu: [true, { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  profile: async ({}, use) => {
    const profile = await mkdtemp(join(tmpdir(), 'hakui-profile-'));
    await use(profile);
    await rm(profile, { recursive: true, force: true });
  },
  context: async ({ profile, webgpu, complaints, contextOptions }, use) => {
    const context = await launch(profile, webgpu, contextOptions);
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    context.on('weberror', (error) => complaints.push(String(error.error())));
    await use(context);
    await context.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  complaints: async ({}, use) => {
    await use([]);
  },
});

async function launch(
  profile: string,
  webgpu: boolean,
  options: Parameters<typeof chromium.launchPersistentContext>[1],
): Promise<BrowserContext> {
  if (browser === null) throw new Error('No Chromium for tests: `npm test` installs one');
  const gpu = (flag: string) => flag.includes('webgpu');
  return chromium.launchPersistentContext(profile, {
    // Half-way through a fade, colours are none that anybody reads.
    reducedMotion: 'reduce',
    ...options,
    executablePath: browser.executablePath,
    env: browser.env,
    headless: true,
    args: webgpu ? browser.args : [...browser.args.filter((flag) => !gpu(flag)), '--disable-features=WebGPU'],
  });
}
