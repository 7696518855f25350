import { defineConfig } from 'playwright/test';

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  projects: [
    {
      name: 'page',
      // Of minutes, one after a download of a gigabyte: npm run test:full.
      testIgnore: ['setup/**', ...(process.env.HAKUI_FULL === '1' ? [] : ['full/**', 'soak/**'])],
    },
    // These change what is prepared for all: they run alone, when the others have ended.
    { name: 'setup', testMatch: 'setup/*.spec.ts', workers: 1, dependencies: ['page'] },
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
