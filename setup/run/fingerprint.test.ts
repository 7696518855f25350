import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fingerprint, sha256OfFile } from './fingerprint.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prints-'));
  mkdirSync(join(folder, 'in/__pycache__'), { recursive: true });
  writeFileSync(join(folder, 'in/a.ts'), 'a');
  writeFileSync(join(folder, 'in/b.ts'), 'b');
});

afterEach(() => rmSync(folder, { recursive: true }));

const print = (ignore?: RegExp) => fingerprint([{ path: join(folder, 'in'), ...(ignore ? { ignore } : {}) }]);

it('is the same for the same content', async () => {
  const first = await print();
  writeFileSync(join(folder, 'in/a.ts'), 'a');
  expect(await print()).toBe(first);
});

it('changes with content, names, new files and lost files', async () => {
  const prints = [await print()];
  writeFileSync(join(folder, 'in/a.ts'), 'x');
  prints.push(await print());
  renameSync(join(folder, 'in/a.ts'), join(folder, 'in/c.ts'));
  prints.push(await print());
  writeFileSync(join(folder, 'in/d.ts'), '');
  prints.push(await print());
  rmSync(join(folder, 'in'), { recursive: true });
  prints.push(await print());
  expect(new Set(prints).size).toBe(prints.length);
});

it('does not change with tests, Python caches or what is ignored', async () => {
  const first = await print(/^skipped\//);
  writeFileSync(join(folder, 'in/a.test.ts'), 'x');
  writeFileSync(join(folder, 'in/__pycache__/a.pyc'), 'x');
  mkdirSync(join(folder, 'in/skipped'));
  writeFileSync(join(folder, 'in/skipped/a.ts'), 'x');
  expect(await print(/^(skipped)(\/|$)/)).toBe(first);
});

it('tells content that moved from one file to the next', async () => {
  const first = await print();
  writeFileSync(join(folder, 'in/a.ts'), 'ab');
  writeFileSync(join(folder, 'in/b.ts'), '');
  expect(await print()).not.toBe(first);
});

it('gives the SHA-256 of a file', async () => {
  writeFileSync(join(folder, 'abc'), 'abc');
  // The example of FIPS 180-2, appendix B.1.
  expect(await sha256OfFile(join(folder, 'abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});
