import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { beforeTheScript } from './src/app/before-the-script.ts';
import { webManifest } from './src/offline/web-manifest.ts';
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

/** What the page says until its script has started, and where that never happens. */
function textBeforeTheScript(): Plugin {
  return {
    name: 'hakui:before-the-script',
    transformIndexHtml: (html) => html.replace('<!-- before the script -->', beforeTheScript()),
  };
}

/** Icons keep their names, by which the web app manifest and installed apps know them. */
function icons(): Plugin {
  const folder = fromHere('./src/app/icons');
  return {
    name: 'hakui:icons',
    apply: 'build',
    generateBundle() {
      for (const name of readdirSync(folder)) {
        this.emitFile({ type: 'asset', fileName: `icons/${name}`, source: readFileSync(`${folder}/${name}`) });
      }
    },
  };
}

/** Where a build goes, for what must be known of its files. */
let outDir = '';
const whereItGoes: Plugin = {
  name: 'hakui:where-it-goes',
  configResolved: ({ root, build }) => {
    outDir = resolve(root, build.outDir);
  },
};

/** SHA-256 of a built file, in the form that requests take. */
const integrityOf = (url: string) =>
  `sha256-${createHash('sha256')
    .update(readFileSync(resolve(outDir, url)))
    .digest('base64')}`;

/** Web app manifest and service worker; registered by src/offline, because the policy forbids an inline script. */
const offline = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'src/offline',
  filename: 'service-worker.ts',
  registerType: 'prompt',
  injectRegister: false,
  manifest: webManifest,
  includeManifestIcons: false,
  injectManifest: {
    rollupFormat: 'iife',
    // Models, data sets and samples are not the page: the service worker keeps the small ones as they are asked for.
    globPatterns: ['index.html', 'assets/**', 'icons/**'],
    // Every browser that has service workers reads woff2.
    globIgnores: ['**/*.{ttf,woff}'],
    // The engine worker is one large library by nature.
    maximumFileSizeToCacheInBytes: 32 * 2 ** 20,
    // A network that wants a sign-in first answers with its own page: that must not become the stored one.
    manifestTransforms: [
      (entries) => ({ manifest: entries.map((entry) => ({ ...entry, integrity: integrityOf(entry.url) })) }),
    ],
  },
});

export default defineConfig({
  // Relative addresses: the built folder works under any path of any server.
  base: './',
  plugins: [react(), policyInThePage(), textBeforeTheScript(), icons(), whereItGoes, offline],
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
