import { afterEach, expect, test, vi } from 'vitest';
import { lacking } from './features';

afterEach(() => vi.unstubAllGlobals());

/** Web Locks that refuse so many requests. */
function refusing(times: number): void {
  const request = vi.fn(async (_name: string, _options: LockOptions, then: () => unknown) => then());
  for (let at = 0; at < times; at += 1) request.mockRejectedValueOnce(new DOMException('refused', 'SecurityError'));
  vi.stubGlobal('navigator', { locks: { request } });
}

test('what is refused once is asked for again', async () => {
  refusing(1);
  expect(await lacking('everything')).not.toContainEqual(expect.objectContaining({ feature: 'locks' }));
});

test('what is refused again is lacking, with the browser’s own words', async () => {
  refusing(2);
  expect(await lacking('everything')).toContainEqual({
    feature: 'locks',
    cause: 'refused',
    reason: 'SecurityError: refused',
  });
});
