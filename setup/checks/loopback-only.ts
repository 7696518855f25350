import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { venvPython } from '../system/python.ts';

const script = fileURLToPath(new URL('./loopback_only.py', import.meta.url));

/** Root needs no user namespace, in which it would not be root of the files it owns. */
const namespaces = process.getuid?.() === 0 ? ['--net'] : ['--user', '--map-root-user', '--net'];

/**
 * The command by which a program runs with the loopback interface alone: what it would ask of any other machine fails.
 * Null where the system makes no such namespace: not Linux, or it is not allowed.
 */
export function loopbackOnly(program: string, args: readonly string[]): { program: string; args: string[] } | null {
  const inside = [...namespaces, venvPython, script];
  const probe = spawnSync('unshare', [...inside, 'true'], { stdio: 'ignore' });
  return probe.status === 0 ? { program: 'unshare', args: [...inside, program, ...args] } : null;
}
