import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from '../run/paths.ts';

const debianChromium = '/usr/bin/chromium';

/** A browser with WebGPU on the processor, for tests and benchmarks. */
export interface TestBrowser {
  executablePath: string;
  /**
   * `lavapipe` has 16-bit floats and is several times faster; `swiftshader` is what a fresh machine
   * without a GPU has.
   */
  adapter: 'lavapipe' | 'swiftshader';
  args: string[];
  env: Record<string, string>;
}

const args = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
];

/** The fastest test browser that this machine has, or the plain one if asked for; null where there is none. */
export function findTestBrowser(wanted: 'fastest' | 'swiftshader' = 'fastest'): TestBrowser | null {
  const env = Object.fromEntries(Object.entries(process.env).filter((entry) => entry[1] !== undefined)) as Record<
    string,
    string
  >;
  const private_ = join(paths.testChromium, 'chromium');
  if (wanted === 'fastest' && existsSync(private_)) {
    // Mesa's driver wants a folder for its sockets and caches.
    const runtime = join(paths.work, 'xdg-runtime');
    mkdirSync(runtime, { recursive: true, mode: 0o700 });
    return {
      executablePath: private_,
      adapter: 'lavapipe',
      args: [...args],
      env: { ...env, XDG_RUNTIME_DIR: runtime },
    };
  }
  if (!existsSync(debianChromium)) return null;
  return { executablePath: debianChromium, adapter: 'swiftshader', args: [...args], env };
}
