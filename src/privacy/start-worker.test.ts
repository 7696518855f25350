import { expect, it, vi } from 'vitest';
import { startWorker } from './start-worker';

it('makes one object URL for each script, however many workers start from it', () => {
  vi.stubGlobal('document', { baseURI: 'https://hakui.example/' });
  const started: string[] = [];
  vi.stubGlobal(
    'Worker',
    class {
      constructor(address: string) {
        started.push(address);
      }
    },
  );
  for (const script of ['a.js', 'b.js', 'a.js', 'a.js']) startWorker(script, 'test');
  expect(started[2]).toBe(started[0]);
  expect(started[3]).toBe(started[0]);
  expect(started[1]).not.toBe(started[0]);
  vi.unstubAllGlobals();
});
