import { join } from 'node:path';
import { defineConfig } from 'playwright/test';

/** Below e2e alone: a checkout may itself lie in a folder of that name. */
const allOf = (folder: string) => join(import.meta.dirname, 'e2e', folder, '**');

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  projects: [
    {
      name: 'page',
      // Of minutes, one after a download of a gigabyte: npm run test:full.
      testIgnore: ['setup', ...(process.env.HAKUI_FULL === '1' ? [] : ['full', 'soak'])].map(allOf),
    },
    // These change what is prepared for all: they run alone, when the others have ended.
    { name: 'setup', testDir: 'e2e/setup', workers: 1, dependencies: ['page'] },
  ],
  outputDir: '.build/test-results',
  // One browser leaves a core idle about a third of the time, while it waits for itself.
  workers: 2,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: 'list',
  use: { trace: 'retain-on-failure' },
});
