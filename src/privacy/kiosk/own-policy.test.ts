import { expect, test } from 'vitest';
import { contentSecurityPolicy } from '../policy';
import { expectOwnPolicy } from './own-policy';

const page = (...stated: string[]) =>
  ({ querySelectorAll: () => stated.map((content) => ({ content })) }) as unknown as ParentNode;
const kiosk = contentSecurityPolicy('kiosk', 'meta');

test('a page with its own policy may start, with a further one too', () => {
  expectOwnPolicy(page(kiosk), 'kiosk');
  expectOwnPolicy(page("default-src 'none'", kiosk), 'kiosk');
});

test.each([
  [[]],
  [[contentSecurityPolicy('online', 'meta')]],
  [[kiosk.replace("connect-src 'self'", 'connect-src *')]],
])('a page whose policy is gone or another may not: %j', (stated) => {
  expect(() => expectOwnPolicy(page(...stated), 'kiosk')).toThrow(
    expect.objectContaining({ file: 'index.html', problems: [{ fault: 'policy', details: {} }] }),
  );
});
