import { defineConfig } from 'playwright/test';

/** `npm run faults`: docs/faults.md. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.faults.ts',
  outputDir: '../../.build/faults-results',
  workers: 2,
  fullyParallel: true,
  timeout: 1_800_000,
  forbidOnly: process.env.CI !== undefined,
  reporter: 'list',
});
