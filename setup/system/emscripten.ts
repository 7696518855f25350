import { outputOf } from '../run/command.ts';
import { SetupError } from '../run/errors.ts';
import type { ProgressLines } from '../run/progress.ts';
import { hasApt, installPackages } from './debian.ts';

/** Pinned by the compiler (toolchain.py), which is tested with what Debian bookworm ships. */
const VERSION = '3.1.6';

const otherWay = `Install Emscripten ${VERSION} and name its emcc (EMCC=/path/to/emcc npm start), or make public/models on Debian 12 and copy it here.`;

/** Makes sure that emcc can be called. Throws SetupError with the way to get it. */
export async function prepareEmscripten(lines: ProgressLines): Promise<void> {
  const found = await emccVersion();
  if (found === VERSION) return;
  if (found) throw new SetupError(`emcc is version ${found}; libraries are compiled with ${VERSION}.`, otherWay);
  if (!(await hasApt())) throw new SetupError('Emscripten, which compiles model libraries, is missing.', otherWay);
  await installPackages({ name: 'Emscripten (WebAssembly compiler)', packages: ['emscripten'] }, lines);
  const installed = await emccVersion();
  if (installed !== VERSION) {
    throw new SetupError(`This system's Emscripten is ${installed ?? 'missing'}, not ${VERSION}.`, otherWay);
  }
}

async function emccVersion(): Promise<string | null> {
  const text = await outputOf(process.env.EMCC ?? 'emcc', ['--version']);
  return text?.split('\n', 1)[0]?.match(/\b\d+\.\d+\.\d+\b/)?.[0] ?? null;
}
