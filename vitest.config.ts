import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const shared = {
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: { 'import.meta.env.HAKUI_POLICY': JSON.stringify('kiosk') },
};

const full = process.env.HAKUI_FULL === '1';

export default defineConfig({
  test: {
    // Vitest leaves one core idle, which is half of a machine with two.
    maxWorkers: '100%',
    projects: [
      {
        ...shared,
        test: {
          name: 'node',
          environment: 'node',
          setupFiles: ['src/test/properties.ts'],
          testTimeout: 60_000,
          // Tests with tools that take long to install are a suite of their own: npm run test:full.
          include: [`{src,model-config,setup,e2e}/**/*.${full ? 'full.' : ''}test.ts`],
          exclude: full ? [] : ['**/*.full.test.ts'],
        },
      },
      {
        ...shared,
        plugins: [react()],
        test: {
          name: 'screens',
          environment: 'jsdom',
          include: ['src/**/*.test.tsx'],
          setupFiles: ['src/test/properties.ts', 'src/test/screens.ts'],
          css: false,
          testTimeout: 60_000,
        },
      },
    ],
  },
});
