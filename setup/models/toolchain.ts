import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../run/command.ts';
import { limit } from '../run/limit.ts';
import { paths } from '../run/paths.ts';
import type { ProgressLines } from '../run/progress.ts';
import { runStep } from '../run/step.ts';
import { expectEmscripten, prepareEmscripten } from '../system/emscripten.ts';
import { installRequirements, prepareVenv, venvPython } from '../system/python.ts';

/** More than two at once would want more memory than a small machine has. */
const MOST_AT_ONCE = 2;

/**
 * What preparing a model needs, got only when a step asks for it: a warm start asks for nothing. Each
 * part rejects with a SetupError where it can't be had, for every model that needs it.
 */
export class Toolchain {
  readonly lines: ProgressLines;
  /** For work that keeps a processor core busy. */
  readonly busy = limit(Math.min(MOST_AT_ONCE, availableParallelism()));
  #python: Promise<void> | null = null;
  #packages: Promise<void> | null = null;
  #compiler: Promise<void> | null = null;

  constructor(lines: ProgressLines) {
    this.lines = lines;
  }

  /** A Python with pip. */
  python(): Promise<void> {
    this.#python ??= prepareVenv(this.lines);
    return this.#python;
  }

  /** A Python with numpy: the compiler's packages have it. */
  numeric(): Promise<void> {
    const requirements = join(paths.compiler, 'requirements.txt');
    this.#packages ??= this.python().then(() =>
      installRequirements('compiler', requirements, 'Python packages of the compiler', this.lines),
    );
    return this.#packages;
  }

  /** Rejects at once where it is clear already that `compiler` can't be had. */
  async expectCompiler(): Promise<void> {
    await Promise.all([expectEmscripten(), this.python()]);
  }

  /** The compiler's Python packages, Emscripten, and the part of every library that is the same. */
  compiler(): Promise<void> {
    this.#compiler ??= this.#prepareCompiler();
    return this.#compiler;
  }

  async #prepareCompiler(): Promise<void> {
    // Wait for both, so that a failure of one doesn't leave the other running behind a message.
    const [python, emscripten] = await Promise.allSettled([this.numeric(), prepareEmscripten(this.lines)]);
    for (const part of [python, emscripten]) if (part.status === 'rejected') throw part.reason;
    await this.busy(() => buildRuntime(this.lines));
  }
}

/** Inputs of everything that the compiler makes. */
export const compilerInputs = [
  { path: join(paths.compiler, 'hakui_compile') },
  { path: join(paths.compiler, 'runtime') },
  { path: join(paths.compiler, 'requirements.txt') },
] as const;

/** Runs the compiler's command line in its folder. */
export async function runCompiler(args: readonly string[], log: string): Promise<string> {
  return runCommand(venvPython, ['-m', 'hakui_compile', ...args], {
    log,
    cwd: paths.compiler,
    next: 'Look at the output; if it says nothing helpful, delete .build and run the same command again.',
  });
}

function buildRuntime(lines: ProgressLines): Promise<'done' | 'unchanged'> {
  const step = {
    id: 'compiler-runtime',
    name: 'WebAssembly runtime of the libraries',
    inputs: compilerInputs,
    outputs: [paths.runtime],
    run: async () => {
      await runCompiler(['runtime', '--cache', paths.runtime], 'compiler-runtime');
    },
  };
  return runStep(step, lines);
}
