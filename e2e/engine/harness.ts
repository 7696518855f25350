import { fileURLToPath } from 'node:url';
import { startServer } from '../../setup/server.ts';
import type { ModelArtifacts } from '../../src/models/artifacts.ts';
import { test as base, type Page } from '../browser.ts';
import { buildPage } from '../build-page.ts';
import type {} from '../harness/main.ts';
import { type FaultyServer, startFaultyServer } from './faulty-server.ts';

export { expect, type Page } from '../browser.ts';

/** HAKUI_TEST_MODELS: another folder of prepared models than the one set-up fills. */
export const models = process.env.HAKUI_TEST_MODELS ?? fileURLToPath(new URL('../../public/models', import.meta.url));
/** HAKUI_TEST_MODEL: another model to try the engine with than the smallest. */
export const MODEL = process.env.HAKUI_TEST_MODEL ?? 'hakui-tiny';

/** Tests of the engine in a real browser, on a page without screens, from a server that can fail. */
export const test = base.extend<{ server: FaultyServer; page: Page }, { built: string }>({
  built: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use, { parallelIndex }) => use(await buildPage('harness', parallelIndex)),
    { scope: 'worker' },
  ],
  server: async ({ built }, use) => {
    const good = await startServer({
      roots: [
        { prefix: '/models/', dir: models },
        { prefix: '/', dir: built },
      ],
      port: 0,
    });
    const server = await startFaultyServer(good.url);
    await use(server);
    await server.close();
    await good.close();
  },
  page: async ({ context, server }, use) => {
    const page = await context.newPage();
    await open(page, server);
    await use(page);
  },
});

export async function open(page: Page, server: FaultyServer): Promise<void> {
  await page.goto(server.url);
  await page.waitForFunction(() => 'hakui' in window);
}

/**
 * Loads MODEL as this device runs it, with `changed` in place of some of its artifacts. Resolves with what
 * `engine.load` does, or with the code of its error.
 */
export async function load(page: Page, changed: Partial<ModelArtifacts> = {}) {
  return page.evaluate(
    async ([id, changes]) => {
      const { hakui } = window;
      const started = performance.now();
      const seconds = () => (performance.now() - started) / 1_000;
      const phases: { phase: string; seconds: number }[] = [];
      try {
        const { manifests } = await hakui.readPrepared();
        const record = hakui.records.find((each) => each.id === id)!;
        const artifacts = hakui.resolveArtifacts(record, manifests.get(id), await hakui.describeDevice());
        const model = await hakui.engine.load({ ...artifacts, ...changes }, ({ phase }) => {
          if (phases.at(-1)?.phase !== phase) phases.push({ phase, seconds: seconds() });
        });
        return { model, phases, seconds: seconds() };
      } catch (error) {
        const { code, details } = error as { code: string; details: Record<string, unknown> };
        if (code === undefined) throw error;
        return { failed: code, details, phases, seconds: seconds() };
      }
    },
    [MODEL, changed] as const,
  );
}
