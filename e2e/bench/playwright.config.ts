import { defineConfig } from 'playwright/test';

/** `npm run bench`: figures to read, never a pass or a fail by time. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../../.build/bench-results',
  workers: 1,
  timeout: 1_200_000,
  // What is measured may take long.
  expect: { timeout: 120_000 },
  reporter: 'list',
});
