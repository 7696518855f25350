import { contentSecurityPolicy, type PolicyMode } from '../policy';
import { KioskConfigError } from './config-error';

/** Throws KioskConfigError where the page does not have its policy in itself: a server, or whoever edited index.html, took it out. */
export function expectOwnPolicy(page: ParentNode, mode: PolicyMode): void {
  const stated = [...page.querySelectorAll<HTMLMetaElement>('meta[http-equiv="Content-Security-Policy" i]')];
  if (stated.some(({ content }) => content === contentSecurityPolicy(mode, 'meta'))) return;
  throw new KioskConfigError('index.html', [{ fault: 'policy', details: {} }]);
}
