import type { ManifestOptions } from 'vite-plugin-pwa';

/** What a browser shows of Hakui installed as an app. Addresses are relative to the manifest: any path of any server will do. */
export const webManifest: Partial<ManifestOptions> = {
  name: 'Hakui',
  short_name: 'Hakui',
  description: 'A medical assistant that runs whole inside this browser. Research software; not for medical use.',
  lang: 'en',
  start_url: './',
  scope: './',
  display: 'standalone',
  theme_color: '#0b736f',
  background_color: '#ffffff',
  icons: [
    { src: 'icons/hakui-192.png', sizes: '192x192', type: 'image/png' },
    { src: 'icons/hakui-512.png', sizes: '512x512', type: 'image/png' },
    { src: 'icons/hakui-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
};
