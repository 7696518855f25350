import { join } from 'node:path';
import { paths, repository } from '../run/paths.ts';
import { findTestBrowser } from '../softgpu/browser.ts';
import { venvPython } from '../system/python.ts';
import { loopbackOnly } from './loopback-only.ts';
import { readFaultBench, readPlaywright, readPytest, readVitest } from './reports.ts';
import type { Stage } from './stage.ts';

const bin = (name: string) => join(repository, 'node_modules', '.bin', name);
const report = (name: string) => join(paths.reports, name);

/** Everything `npm test` runs after the set-up, in order; each is run whatever the ones before it said. */
export function stages(): Stage[] {
  return [
    npmScript('Types', 'check:types'),
    npmScript('Format and lint', 'check:lint'),
    npmScript('Import zones', 'check:zones'),
    npmScript('Unused code', 'check:unused'),
    npmScript('Translations', 'check:i18n'),
    unitTests('Unit tests', 'vitest', {}, 15),
    pythonTests('Compiler tests', 'pytest', paths.compiler, 20),
    pythonTests('Calibration tests', 'pytest-calibration', paths.calibration, 10),
    browserTests('Browser tests', 'playwright', {
      only: ['--project=page'],
      env: { HAKUI_TEST_OFFLINE: '1' },
      minutes: 45,
    }),
    browserTests('Browser tests of set-up', 'playwright-setup', {
      only: ['--project=setup', '--no-deps'],
      minutes: 15,
    }),
    // With loopback alone a browser has no way to send by WebRTC, so its refusal shows nothing there.
    browserTests('Tries to get out, with a network', 'playwright-out', {
      only: ['privacy/'],
      minutes: 10,
      online: true,
    }),
    faultBench(10),
    // A fresh machine without a GPU has SwiftShader, which the tests above leave for the faster lavapipe where it is.
    ...(findTestBrowser()?.adapter === 'lavapipe'
      ? [
          browserTests('Answering on SwiftShader', 'swiftshader', {
            only: ['engine/answering'],
            env: { HAKUI_TEST_ADAPTER: 'swiftshader' },
            minutes: 10,
          }),
        ]
      : []),
  ];
}

/**
 * What `npm run test:full` runs, with a Python that has other evaluation tools, and where they can be had, one that has PEFT, and
 * packages of public models' templates.
 */
export function fullStages(python: string, peft: string | null, published: string | null): Stage[] {
  const env = { HAKUI_FULL: '1', HAKUI_FULL_PYTHON: python };
  const unitEnv = {
    ...env,
    ...(peft !== null && { HAKUI_PEFT_PYTHON: peft }),
    ...(published !== null && { HAKUI_PUBLISHED: published }),
  };
  return [
    unitTests('Tests with other tools', 'vitest-full', unitEnv, 30, ['node']),
    faultBench(40),
    browserTests('Exports of the page read by other tools', 'playwright-full', {
      only: ['app/exports'],
      env,
      minutes: 15,
    }),
    browserTests('The browser killed at 100 random moments', 'playwright-kills', {
      only: ['kills/'],
      env: { ...env, HAKUI_KILLS: '100' },
      minutes: 60,
    }),
    browserTests('A long use', 'playwright-soak', { only: ['soak/'], env, minutes: 60 }),
    // Fetches a gigabyte first.
    browserTests('A larger model answers in Japanese', 'playwright-japanese', {
      only: ['full/'],
      env,
      minutes: 60,
      online: true,
    }),
  ];
}

function unitTests(
  name: string,
  file: string,
  env: Record<string, string>,
  minutes: number,
  projects: readonly string[] = [],
): Stage {
  const output = report(`${file}.json`);
  return {
    name,
    program: bin('vitest'),
    args: [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${output}`,
      ...projects.map((project) => `--project=${project}`),
    ],
    env,
    minutes,
    report: { file: output, read: readVitest },
  };
}

function pythonTests(name: string, file: string, cwd: string, minutes: number): Stage {
  const output = report(`${file}.xml`);
  return {
    ...{ name, cwd, minutes },
    program: venvPython,
    args: ['-m', 'pytest', '-q', 'tests', `--junitxml=${output}`],
    report: { file: output, read: readPytest },
  };
}

interface BrowserTests {
  /** Which of e2e, as Playwright's arguments; without it all. */
  only?: readonly string[];
  env?: Record<string, string>;
  minutes: number;
  /** They need a network. Others run with the loopback interface alone, where the system can. */
  online?: boolean;
}

function browserTests(name: string, file: string, { only = [], env = {}, minutes, online }: BrowserTests): Stage {
  const output = report(`${file}.json`);
  const program = bin('playwright');
  const args = ['test', '--reporter=list,json', ...only];
  const alone = online ? null : loopbackOnly(program, args);
  return {
    name: alone ? `${name}, loopback only` : online ? name : `${name}, not without the network: this system can't`,
    ...(alone ?? { program, args }),
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: output },
    minutes,
    report: { file: output, read: readPlaywright },
  };
}

/** At most so many points of each scenario are tried, of a slow one a tenth; all of them by `npm run faults`. */
function faultBench(most: number): Stage {
  const output = report(`faults-${most}.json`);
  const args = ['e2e/faults/run.ts', '--most', String(most), '--report', output];
  return {
    name: `Fault bench, at most ${most} points of each scenario`,
    ...(loopbackOnly(bin('tsx'), args) ?? { program: bin('tsx'), args }),
    minutes: 30,
    report: { file: output, read: readFaultBench },
  };
}

function npmScript(name: string, script: string): Stage {
  return { name, program: 'npm', args: ['run', '--silent', script], minutes: 5 };
}
