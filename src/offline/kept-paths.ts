/** Small files beside the page that may change under their names: lists, a kiosk's configuration, questions. Weights are kept elsewhere. */
const KEPT_PATHS = [
  /^hakui-config\.json$/,
  /^models\/index\.json$/,
  /^models\/[^/]+\/manifest\.json$/,
  /^datasets\/.+$/,
  /^samples\/[^/]+$/,
];

/** Whether the last answer to a request is kept for when the server is gone. `scope`: the page's folder, absolute, ends in '/'. */
export function isKeptPath(url: string, scope: string): boolean {
  const { href, search } = new URL(url);
  if (!href.startsWith(scope) || search !== '') return false;
  const path = href.slice(scope.length).replace(/#.*$/, '');
  return KEPT_PATHS.some((pattern) => pattern.test(path));
}

/** Whether a navigation asks for the page itself, by the name of its folder or of its file. */
export function isPage(url: string, scope: string): boolean {
  const { origin, pathname } = new URL(url);
  const folder = new URL(scope).pathname;
  return origin === new URL(scope).origin && (pathname === folder || pathname === `${folder}index.html`);
}
