import { defineConfig } from 'playwright/test';

/** `npm run screenshots`: makes the pictures of the README again. They show real answers, so they differ each time. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.shots.ts',
  outputDir: '../../.build/screenshot-results',
  workers: 1,
  timeout: 1_200_000,
  reporter: 'list',
});
