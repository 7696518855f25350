import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A page for tests alone, beside the app's own build and never part of it. */
export default defineConfig({
  root: here('.'),
  base: './',
  publicDir: false,
  resolve: { alias: { '@': here('../../src') } },
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    emptyOutDir: true,
    chunkSizeWarningLimit: 8000,
  },
});
