import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The page that reads tokenizers, for tests alone. */
export default defineConfig({
  root: here('page'),
  base: './',
  publicDir: false,
  build: {
    target: 'es2023',
    emptyOutDir: true,
    chunkSizeWarningLimit: 8000,
  },
});
