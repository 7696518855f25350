import { outputOf } from '../run/command.ts';
import { SetupError } from '../run/errors.ts';
import type { ProgressLines } from '../run/progress.ts';
import { hasApt, installPackages } from './debian.ts';

/** The version that Debian bookworm ships, with which the libraries are tested. */
const TESTED = '3.1.6';

/** Makes sure that emcc can be called. Throws SetupError with the way to get it. */
export async function prepareEmscripten(lines: ProgressLines): Promise<void> {
  if (await emccVersion()) return;
  if (!(await hasApt())) {
    throw new SetupError(
      'Emscripten (emcc), which compiles model libraries, is missing.',
      `Install Emscripten ${TESTED} so that emcc is on the PATH, or make public/models on a Debian machine and copy it here.`,
    );
  }
  await installPackages({ name: 'Emscripten (WebAssembly compiler)', packages: ['emscripten'] }, lines);
}

async function emccVersion(): Promise<string | null> {
  const text = await outputOf('emcc', ['--version']);
  return text?.match(/\d+\.\d+\.\d+/)?.[0] ?? null;
}
