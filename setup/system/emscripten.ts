import { outputOf } from '../run/command.ts';
import { SetupError } from '../run/errors.ts';
import type { ProgressLines } from '../run/progress.ts';
import { hasApt, type Installation, installPackages, refuseUnlessInstallable } from './debian.ts';

/** Pinned by the compiler (toolchain.py), which is tested with what Debian bookworm ships. */
const VERSION = '3.1.6';

const otherWay = `Install Emscripten ${VERSION} and name its emcc (EMCC=/path/to/emcc npm start), or make public/models on Debian 12 and copy it here.`;

const debian: Installation = { name: 'Emscripten (WebAssembly compiler)', packages: ['emscripten'] };

/**
 * Rejects at once, with the way to get it, where emcc is neither here nor to be installed: nobody should
 * wait for minutes of other steps to learn that.
 */
export async function expectEmscripten(): Promise<void> {
  const found = await emccVersion();
  if (found === VERSION) return;
  if (found) throw new SetupError(`emcc is version ${found}; libraries are compiled with ${VERSION}.`, otherWay);
  if (!(await hasApt())) throw new SetupError('Emscripten, which compiles model libraries, is missing.', otherWay);
  await refuseUnlessInstallable(debian);
}

/** Makes sure that emcc can be called. Throws SetupError with the way to get it. */
export async function prepareEmscripten(lines: ProgressLines): Promise<void> {
  await expectEmscripten();
  if ((await emccVersion()) === VERSION) return;
  await installPackages(debian, lines);
  const installed = await emccVersion();
  if (installed !== VERSION) {
    throw new SetupError(`This system's Emscripten is ${installed ?? 'missing'}, not ${VERSION}.`, otherWay);
  }
}

async function emccVersion(): Promise<string | null> {
  const text = await outputOf(process.env.EMCC ?? 'emcc', ['--version']);
  return text?.split('\n', 1)[0]?.match(/\b\d+\.\d+\.\d+\b/)?.[0] ?? null;
}
