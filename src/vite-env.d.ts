interface ImportMetaEnv {
  /** Which policy the page was built with (vite.config.ts). */
  readonly HAKUI_POLICY: 'kiosk' | 'online';
}
