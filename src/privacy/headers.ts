import { contentSecurityPolicy, type PolicyMode } from './policy';

/*
 * What a server says beside the files of the page, stated once: the server of set-up sends it, and a bundle has it as
 * ready configuration for other servers. Plain data, importable from Node.
 */

/**
 * Set on every response, errors too. Together they isolate the page from others: that lets it use shared memory, and
 * keeps other sites from reading or framing it.
 */
export function isolationHeaders(policy: PolicyMode): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(policy, 'header'),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}

/**
 * Vite writes a hash into the names of what it builds: those files a browser may keep for good. Everything else may
 * change under its name. The pattern is one that JavaScript, PCRE (nginx, Apache) and RE2 (Caddy) read alike.
 */
export const CACHING = {
  hashed: { path: '/assets/[^/]+-[A-Za-z0-9_-]{8}\\.[A-Za-z0-9]+$', value: 'public, max-age=31536000, immutable' },
  others: 'no-cache',
} as const;

const hashed = new RegExp(CACHING.hashed.path);

/** The Cache-Control of a path, without its query. */
export const cacheControl = (path: string): string => (hashed.test(path) ? CACHING.hashed.value : CACHING.others);

/** By extension, every kind of file that a built page may have beside it; under nosniff a browser runs nothing of a wrong type. */
export const MIME_TYPES: Readonly<Record<string, string>> = {
  bin: 'application/octet-stream',
  css: 'text/css; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  jsonl: 'application/jsonl',
  md: 'text/markdown; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  ttf: 'font/ttf',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
  woff: 'font/woff',
  woff2: 'font/woff2',
};

/** Of a path without its query; undefined for an extension that is not listed. */
export const mimeType = (path: string): string | undefined => MIME_TYPES[/\.([a-z0-9]+)$/.exec(path)?.[1] ?? ''];
