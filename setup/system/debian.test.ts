import { expect, it } from 'vitest';
import { majorVersion } from './debian.ts';

it.each([
  ['25.0.7-2~bpo12+1', 25],
  ['22.3.6-1+deb12u2', 22],
  ['1:26.1-1', 26],
  ['3.1.6~dfsg-5', 3],
])('reads the major version of %s', (version, major) => {
  expect(majorVersion(version)).toBe(major);
});

it('does not take text without a number for a version that is new enough', () => {
  expect(majorVersion('unknown') >= 25).toBe(false);
});
