import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { filesUnder } from '../run/files.ts';
import { ODD_NAME, type TestMachine, testMachine } from './testing/sources.ts';

const SHARD = 'models/hakui-tiny/resolve/q4f32_1/params_shard_0.bin';

let machine: TestMachine;
let folder: string;

beforeAll(async () => {
  machine = testMachine();
  await machine.bundle('--model', 'hakui-tiny', '--datasets', 'igakuqa', '--out', machine.out('bundle'));
});
afterAll(() => rmSync(machine.root, { recursive: true }));

/** A copy to spoil: the bundle's own shards are the very files of the prepared model. */
beforeEach(async () => {
  folder = join(machine.root, 'a copy');
  rmSync(folder, { recursive: true, force: true });
  for (const file of await filesUnder(machine.out('bundle'))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(machine.out('bundle'), file), join(folder, file));
  }
});

describe.each([
  ['sh', 'verify.sh'],
  [process.execPath, 'verify.mjs'],
])('%s %s', (program, script) => {
  function verify(): { status: number | null; lines: string[] } {
    const { status, stdout } = spawnSync(program, [join(folder, script)], { encoding: 'utf8', cwd: '/' });
    return { status, lines: stdout.trim().split('\n') };
  }

  it('finds an untouched copy whole, from wherever it is called', () => {
    const { status, lines } = verify();
    expect(lines[0]).toMatch(/^Whole: \d+ files\./);
    expect(status).toBe(0);
  });

  it.each([SHARD, `datasets/igakuqa/${ODD_NAME}`, 'index.html'])('names %s when one bit of it is flipped', (path) => {
    const bytes = readFileSync(join(folder, path));
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(join(folder, path), bytes);
    const { status, lines } = verify();
    expect(lines).toEqual([`changed: ${path}`, expect.stringMatching(/^NOT WHOLE: 1 bad/)]);
    expect(status).toBe(1);
  });

  it('names what is missing, cut short and surplus, in the order of the list', () => {
    rmSync(join(folder, 'index.html'));
    writeFileSync(join(folder, SHARD), readFileSync(join(folder, SHARD)).subarray(0, 10));
    writeFileSync(join(folder, 'assets/evil -x.js'), 'alert()');
    const { status, lines } = verify();
    expect(lines.slice(0, -1)).toEqual(['missing: index.html', `changed: ${SHARD}`, 'surplus: assets/evil -x.js']);
    expect(status).toBe(1);
  });

  it('does not pass a folder without its list', () => {
    rmSync(join(folder, 'SHA256SUMS'));
    const { status, lines } = verify();
    expect(lines).toEqual(['missing: SHA256SUMS']);
    expect(status).toBe(1);
  });
});

it('has its list in the form that sha256sum reads', () => {
  const { status } = spawnSync('sh', ['-c', 'sha256sum --check --strict --quiet SHA256SUMS'], { cwd: folder });
  expect(status).toBe(0);
});
