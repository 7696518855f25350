import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../../setup/run/paths.ts';

/** Where below a server's root the bundle lies. */
export const SUB_PATH = 'some/where/';

export interface TestBundle {
  /** What a server serves. */
  root: string;
  /** The bundle's folder, in `root`. */
  folder: string;
  /** Of servers. */
  work: string;
  remove(): void;
}

/** Calls `npm run bundle` as a person does; again where it says that another set-up is at work, which a browser's worker beside this one may be. */
export function runBundle(
  args: string[],
  moreEnv: Record<string, string> = {},
): { status: number | null; output: string } {
  // Without bootstrap.mjs, which sees that packages are installed: they are, for this runs.
  const program = ['--import', 'tsx', join(repository, 'setup/main.ts'), 'bundle', ...args];
  const env = { ...process.env, TSX_TSCONFIG_PATH: join(repository, 'tsconfig.json'), ...moreEnv };
  for (;;) {
    const { status, stdout, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8', cwd: repository, env });
    const output = stdout + stderr;
    if (!output.includes('Another set-up (process')) return { status, output };
  }
}

/**
 * A kiosk in English with the model made for tests, at a sub-path of a folder that servers of other users may read. `more`: options of
 * the command; `pin`: of the staff, none where it is left out.
 */
export function makeTestBundle({ more = [], pin }: { more?: string[]; pin?: string } = {}): TestBundle {
  const top = mkdtempSync(join(tmpdir(), 'hakui-served-'));
  chmodSync(top, 0o755);
  const root = join(top, 'root');
  const folder = join(root, SUB_PATH);
  const args = ['--model', 'hakui-tiny', '--kiosk', '--language', 'en', '--out', folder, ...more];
  const { status, output } =
    pin === undefined ? runBundle(args) : runBundle([...args, '--pin'], { HAKUI_KIOSK_PIN: pin });
  if (status !== 0) throw new Error(output);
  return { root, folder, work: join(top, 'work'), remove: () => rmSync(top, { recursive: true }) };
}

/** Flips one bit of a bundle's file; never in place, for the file may be the prepared model's own. */
export function flipLastBit(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length - 1]! ^= 1;
  rmSync(file);
  writeFileSync(file, bytes);
}
