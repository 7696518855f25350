import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, and everything that set-up makes in it; none of the latter is committed. */
export const repository = fileURLToPath(new URL('../../', import.meta.url)).replace(/[/\\]$/, '');

const at = (...parts: string[]) => join(repository, ...parts);

export const paths = {
  build: at('.build'),
  logs: at('.build', 'logs'),
  stamps: at('.build', 'stamps'),
  reports: at('.build', 'reports'),
  sources: at('.build', 'sources'),
  runtime: at('.build', 'runtime'),
  work: at('.build', 'work'),
  pages: at('.build', 'pages'),
  venv: at('.build', 'venv'),
  venvFull: at('.build', 'venv-full'),
  testChromium: at('.build', 'chromium-lavapipe'),
  models: at('public', 'models'),
  datasets: at('public', 'datasets'),
  dist: at('dist'),
  bundle: at('bundle'),
  testServers: at('.build', 'test-servers'),
  compiler: at('model-config', 'compile'),
  calibration: at('model-config', 'quantise', 'calibration'),
} as const;

/** A path as a person in the repository would type it. */
export function shown(path: string): string {
  const short = relative(repository, resolve(path));
  return short === '' ? '.' : short.startsWith('..') ? path : short;
}

/** A path that a person gave: npm runs scripts in the repository, wherever it was called. */
export function fromCaller(path: string): string {
  const { npm_lifecycle_event: script, INIT_CWD: folder } = process.env;
  return resolve(script === process.argv[2] && folder ? folder : '.', path);
}
