/*
 * The first thing `npm start`, `npm test` and their like run: only Node's own modules, because nothing is
 * installed yet. It sees that the packages of package-lock.json are there, then hands over to main.ts.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = [20, 19];

/** Commands whose standard output another program reads. */
const FOR_PROGRAMS = ['rescore', 'models', 'fidelity'];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lock = join(root, 'package-lock.json');
const modules = join(root, 'node_modules');
const stamp = join(modules, '.hakui-lock');

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  console.error(`Hakui needs Node.js ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
  console.error('Next: install a newer Node.js and run the same command again.');
  process.exit(1);
}

const lockHash = () => createHash('sha256').update(readFileSync(lock)).digest('hex');

function packagesAreCurrent() {
  // npm writes this file last, after everything the lock names; it is newer than the lock also after an npm install by hand.
  const installed = join(modules, '.package-lock.json');
  if (!existsSync(installed)) return false;
  if (statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return true;
  // The lock may be newer and yet the same, after a change of branches.
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash();
}

function installPackages() {
  // npm ci would empty the folder that the link leads to, which is another checkout's.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error('node_modules is a link, and the folder it leads to lacks packages of package-lock.json.');
    console.error('Next: install them there, or remove the link and run the same command again.');
    process.exit(1);
  }
  const forPrograms = FOR_PROGRAMS.includes(process.argv[2]);
  const say = forPrograms ? console.error : console.log;
  // Their standard input is the command's, and must not be read here.
  const stdio = forPrograms ? ['ignore', process.stderr.fd, 'inherit'] : 'inherit';
  say('… JavaScript packages (npm ci)');
  const started = Date.now();
  const options = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  // Under npm, its own script; Windows can start npm only through a shell.
  const result = process.env.npm_execpath
    ? spawnSync(process.execPath, [process.env.npm_execpath, ...options], { cwd: root, stdio })
    : spawnSync('npm', options, { cwd: root, stdio, shell: process.platform === 'win32' });
  if (result.status !== 0) {
    console.error('✗ npm ci failed; its output is above.');
    console.error('  Next: check the network and the npm registry setting, then run the same command again.');
    process.exit(1);
  }
  say(`✓ ${'JavaScript packages'.padEnd(56)} ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

checkNode();
if (!packagesAreCurrent()) {
  installPackages();
  writeFileSync(stamp, lockHash());
}

// The alias '@' of src is found here, wherever the command was called from.
process.env.TSX_TSCONFIG_PATH = join(root, 'tsconfig.json');
const { register } = await import('tsx/esm/api');
register();
await import('./main.ts');
