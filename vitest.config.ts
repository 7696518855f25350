import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const shared = {
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: { 'import.meta.env.HAKUI_POLICY': JSON.stringify('kiosk') },
};

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: 'node',
          environment: 'node',
          include: ['{src,model-config,setup,e2e}/**/*.test.ts'],
        },
      },
      {
        ...shared,
        plugins: [react()],
        test: {
          name: 'screens',
          environment: 'jsdom',
          include: ['src/**/*.test.tsx'],
          setupFiles: ['src/test/screens.ts'],
          css: false,
          testTimeout: 60_000,
        },
      },
    ],
  },
});
