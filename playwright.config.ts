import { defineConfig } from 'playwright/test';

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  // Of minutes, after a download of a gigabyte: npm run test:full.
  testIgnore: process.env.HAKUI_FULL === '1' ? [] : ['full/**'],
  outputDir: '.build/test-results',
  // One browser computes on every core there is.
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: 'list',
  use: { trace: 'retain-on-failure' },
});
