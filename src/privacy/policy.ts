/**
 * The content-security policy, stated once: Vite writes it into the built page, the static server sends
 * it as a header, and the tests hold the browser to it. Plain data, importable from Node.
 */

/** `kiosk`: nothing but its own origin. `online`: the hosts of published models too, for downloads. */
export type PolicyMode = 'kiosk' | 'online';

/** A policy in a `<meta>` may not hold frame-ancestors: browsers ignore it there and say so on the console. */
export type PolicyDelivery = 'header' | 'meta';

/** Hosts of the published weights and libraries in model-config/models; a test holds the two together. */
export const MODEL_HOSTS = ['https://huggingface.co', 'https://raw.githubusercontent.com'] as const;

/** Hugging Face answers a request for a large file with a redirect to its stores, and connect-src applies to redirects too. */
const REDIRECT_HOSTS = ['https://*.huggingface.co', 'https://*.hf.co'] as const;

/** Whether a host (name, with a port if it has one) is one that published models come from. */
export function isModelHost(host: string): boolean {
  return [...MODEL_HOSTS, ...REDIRECT_HOSTS].some((allowed) => {
    const pattern = new URL(allowed).host;
    return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
  });
}

type Directives = Record<string, readonly string[]>;

function directives(mode: PolicyMode): Directives {
  return {
    'default-src': ["'self'"],
    // WebAssembly needs wasm-unsafe-eval; no eval of text and no inline script is allowed.
    'script-src': ["'self'", "'wasm-unsafe-eval'"],
    // Mantine's theme variables come by a constructed style sheet (app/theme-variables.ts), so no inline style is needed.
    'style-src': ["'self'"],
    'font-src': ["'self'"],
    'img-src': ["'self'", 'blob:', 'data:'],
    'connect-src': mode === 'kiosk' ? ["'self'"] : ["'self'", ...MODEL_HOSTS, ...REDIRECT_HOSTS],
    // Workers start from a blob, by which they inherit this policy (start-worker.ts).
    'worker-src': ["'self'", 'blob:'],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
  };
}

export function contentSecurityPolicy(mode: PolicyMode, delivery: PolicyDelivery = 'header'): string {
  const all: Directives =
    delivery === 'header' ? { ...directives(mode), 'frame-ancestors': ["'none'"] } : directives(mode);
  return Object.entries(all)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}

/** Reads HAKUI_POLICY; unset means `online`. Throws on anything else, so that a typing error never loosens a kiosk. */
export function parsePolicyMode(text: string | undefined): PolicyMode {
  if (text === undefined || text === '') return 'online';
  if (text === 'kiosk' || text === 'online') return text;
  throw new Error(`HAKUI_POLICY is "${text}"; it must be "kiosk" or "online"`);
}
