import { expect, test } from 'vitest';
import { readRecords } from '../../model-config/models/read-records.ts';
import { contentSecurityPolicy, MODEL_HOSTS, parsePolicyMode } from './policy';

function directive(policy: string, name: string): string[] {
  const found = policy.split('; ').find((part) => part.startsWith(`${name} `));
  return found?.split(' ').slice(1) ?? [];
}

test('a kiosk may speak to its own origin only', () => {
  expect(directive(contentSecurityPolicy('kiosk'), 'connect-src')).toEqual(["'self'"]);
  expect(contentSecurityPolicy('kiosk')).not.toContain('http');
});

test('the hosts allowed for downloads are those named in the model records, no more and no fewer', () => {
  const addresses = readRecords().flatMap((record) =>
    record.variants.flatMap((variant) => [variant.publishedWeights, variant.publishedLibrary]),
  );
  const hosts = new Set(addresses.filter((address) => address !== undefined).map((address) => new URL(address).origin));
  expect([...hosts].sort()).toEqual([...MODEL_HOSTS].sort());
  expect(directive(contentSecurityPolicy('online'), 'connect-src')).toEqual(expect.arrayContaining([...hosts]));
});

test.each(['kiosk', 'online'] as const)('%s: no inline script, no inline style, no eval of text', (mode) => {
  const policy = contentSecurityPolicy(mode);
  expect(policy).not.toContain('unsafe-inline');
  expect(policy).not.toContain("'unsafe-eval'");
  expect(directive(policy, 'img-src')).toEqual(["'self'", 'blob:', 'data:']);
  expect(directive(policy, 'form-action')).toEqual(["'none'"]);
  expect(directive(policy, 'base-uri')).toEqual(["'none'"]);
});

test('frame-ancestors stands in the header only, where browsers heed it', () => {
  expect(directive(contentSecurityPolicy('kiosk', 'header'), 'frame-ancestors')).toEqual(["'none'"]);
  expect(directive(contentSecurityPolicy('kiosk', 'meta'), 'frame-ancestors')).toEqual([]);
});

test('an unknown mode stops the build instead of loosening the policy', () => {
  expect(parsePolicyMode(undefined)).toBe('online');
  expect(() => parsePolicyMode('kisok')).toThrow('kisok');
});
