import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { contentSecurityPolicy, parsePolicyMode } from './src/privacy/policy.ts';

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const policyMode = parsePolicyMode(process.env.HAKUI_POLICY);

/** The policy stands in the page itself, so that a static folder keeps it on any server. Not while developing: Vite injects inline scripts. */
function policyInThePage(): Plugin {
  return {
    name: 'hakui:policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy(policyMode, 'meta') },
        injectTo: 'head-prepend',
      },
    ],
  };
}

export default defineConfig({
  // Relative addresses: the built folder works under any path of any server.
  base: './',
  plugins: [react(), policyInThePage()],
  resolve: {
    alias: {
      '@': fromHere('./src'),
      // The browser's variant of this parser sets innerHTML, and each style attribute in a formula would break the policy.
      'hast-util-from-html-isomorphic': fromHere('./node_modules/hast-util-from-html-isomorphic/index.js'),
    },
  },
  define: { 'import.meta.env.HAKUI_POLICY': JSON.stringify(policyMode) },
  worker: { format: 'es' },
  // What set-up and tests make there is no source.
  server: { watch: { ignored: ['**/.build/**', '**/public/models/**', '**/public/datasets/**'] } },
  build: {
    target: 'es2023',
    // public/ holds prepared models of gigabytes: set-up links them into dist, and icons come through src.
    copyPublicDir: false,
    // Small files as data: addresses would need the policy opened for fonts.
    assetsInlineLimit: 0,
    // The engine worker is one large library by nature.
    chunkSizeWarningLimit: 8000,
  },
});
