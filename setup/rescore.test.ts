import { spawn } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  goldenMetrics,
  igakuQa,
  itWith,
  needsGoldenMetrics,
  needsIgakuQa,
  needsPython,
  runPython,
} from '../src/benchmark/scoring/testing/needs.ts';
import { rescore as runCommand } from './commands/rescore.ts';
import { repository } from './run/paths.ts';

/* `npm run rescore`, started as npm starts it. */

// Every run starts Node, which may have to wait for its turn.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
const at = (...path: string[]) => join(folder, ...path);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rescore-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Setting {
  input?: string | Buffer;
  env?: NodeJS.ProcessEnv;
  program?: string;
}

interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

function rescore(args: string[], { input = '', env = {}, program = repository }: Setting = {}): Promise<Outcome> {
  const child = spawn(process.execPath, [join(program, 'setup/bootstrap.mjs'), 'rescore', ...args], {
    env: { ...process.env, ...env },
    cwd: folder,
  });
  // A command that ends before it has read everything is no fault here.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

const lines = (...values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const write = (name: string, content: string | Buffer) => {
  writeFileSync(at(name), content);
  return at(name);
};

const item = { choices: ['虫垂炎', '胆嚢炎'], answer: '虫垂炎', output: '### 応答：\n虫垂炎\nなぜなら' };
const scored = { response: '虫垂炎', exact: 1, gestalt: [1, 1 / 3], match: 1 };

it('scores each line, with its id and language where it has them', async () => {
  const file = write(
    'metrics.jsonl',
    lines({ id: '112A1', lang: 'ja', note: 'x', ...item }, { ...item, answer: 'a,b,c' }),
  );
  const { code, stdout, stderr } = await rescore(['metrics', file]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(lines({ id: '112A1', lang: 'ja', ...scored }, { response: '虫垂炎', error: true }));
});

itWith([needsGoldenMetrics], "prints CPython's figures for every golden item", async () => {
  const golden = readFileSync(goldenMetrics, 'utf8').trimEnd().split('\n');
  const expected = golden.map((line) => {
    const { choices, answer, output, ...printed } = JSON.parse(line) as Record<string, unknown>;
    return printed;
  });
  const { code, stdout, stderr } = await rescore(['metrics', goldenMetrics]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const printed = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(printed).toEqual(expected);
});

it('reads standard input, byte-order marks, carriage returns, empty lines and a last line without end', async () => {
  const odd = JSON.stringify({ ...item, output: 'a\u2028b' });
  const input = `\ufeff${JSON.stringify(item)}\r\n\r\n\n${odd}`;
  const { code, stdout, stderr } = await rescore(['metrics', '-'], { input });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const responses = stdout
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { response: string }).response);
  expect(responses).toEqual(['虫垂炎', 'a\u2028b']);
});

it('reads answers: a line of letters for each, in step', async () => {
  const options = ['虫垂炎', '胃炎', '腸炎'];
  const file = write(
    'answers.jsonl',
    lines(
      { options, output: '正解はA（虫垂炎）とC（腸炎）です。' },
      { options: { a: '虫垂炎', b: '胃炎' }, output: '答えは胃炎' },
      { options, output: '<think>答えはA</think>' },
    ),
  );
  const { code, stdout, stderr } = await rescore(['read', file]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(lines({ letters: 'AC' }, { letters: 'B' }, { letters: null }));
});

it.each([
  [{ options: { a: 'x', c: 'y' }, output: 'A' }, 'field "options": expected the letters A, B'],
  [{ options: 'A', output: 'A' }, 'field "options": expected the options, as a list or by their letters'],
  [{ options: ['x', 'y'] }, 'field "output"'],
])('names the line and the field of an answer that is none: %j', async (line, problem) => {
  const file = write('bad.jsonl', lines({ options: ['x', 'y'], output: 'A' }, line));
  const { code, stdout, stderr } = await rescore(['read', file]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: lines({ letters: 'A' }) });
  expect(stderr).toContain(`line 2: ${problem}`);
});

it('reads nothing from nothing', async () => {
  expect(await rescore(['metrics', write('empty.jsonl', '')])).toEqual({ code: 0, stdout: '', stderr: '' });
});

it('finds a file from where npm was called', async () => {
  write('here.jsonl', lines(item));
  const env = { INIT_CWD: folder, npm_lifecycle_event: 'rescore' };
  expect(await rescore(['metrics', 'here.jsonl'], { env })).toMatchObject({ code: 0, stdout: lines(scored) });
});

it('ends quietly when its reader has read enough', async () => {
  const file = write('many.jsonl', lines(...Array<unknown>(20_000).fill(item)));
  const program = join(repository, 'setup/bootstrap.mjs');
  const child = spawn('bash', [
    '-c',
    `"$0" "$1" rescore metrics "$2" | head -n 1; exit "\${PIPESTATUS[0]}"`,
    process.execPath,
    program,
    file,
  ]);
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

it.each<[string, string | Buffer, string]>([
  ['no JSON', `${lines(item)}\n{"choices": [`, 'line 3: is not JSON: '],
  ['no object', '[1]', 'line 1: expected object, received array'],
  ['a field left out', lines({ ...item, output: undefined }), 'line 1: field "output": is missing'],
  [
    'a field of another type',
    lines(item, { ...item, choices: ['a', 2] }),
    'line 2: field "choices[1]": expected string, received number',
  ],
  [
    'several faults',
    lines({ choices: 'a', answer: 1, output: '' }),
    'field "choices": expected array, received string; field "answer": ',
  ],
  [
    'another encoding',
    Buffer.concat([Buffer.from(lines(item)), Buffer.from([0x22, 0x93, 0x22, 0x0a])]),
    'line 2: is not UTF-8 text',
  ],
])('names file, line and field of %s', async (_, content, problem) => {
  const file = write('bad.jsonl', content);
  const { code, stderr } = await rescore(['metrics', file]);
  expect(code).toBe(1);
  expect(stderr).toContain(`${file}, ${problem.startsWith('line') ? '' : 'line 1: '}${problem}`);
  expect(stderr).toContain('Next:   Correct that line.');
});

it('says which file is not there, or is no file', async () => {
  const none = await rescore(['metrics', at('none.jsonl')]);
  expect(none).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining(`${at('none.jsonl')}: there is no such file`),
  });
  const notAFile = await rescore(['metrics', folder]);
  expect(notAFile).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(`${folder}: EISDIR`) });
});

it('does not fill the memory with a line that has no end', async () => {
  const endless = write('endless.jsonl', Buffer.alloc(65 * 2 ** 20, 'a'));
  const { code, stderr } = await rescore(['metrics', endless]);
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('line 1: is longer than 64 MiB') });
  rmSync(endless);
});

const golds = [
  { problem_id: '112A1', choices: [], answer: ['e'], points: '1' },
  { problem_id: '112B30', answer: ['a or d'], points: '3' },
  { problem_id: '116A71', answer: ['c'], points: 1 },
  { problem_id: '112C66', answer: ['26'], points: '1' },
];
const predict = (problem_id: string, prediction: string) => ({ problem_id, prediction, explanation: '' });
const predictions = [predict('112A1', 'a'), predict('112B30', 'd'), predict('116A71', 'b'), predict('112C66', '26')];

function official(goldFiles: string[], predictionFiles: string[], setting: Setting = {}): Promise<Outcome> {
  const name = (option: string) => (file: string) => [`--${option}`, file];
  return rescore(
    ['official', ...goldFiles.flatMap(name('gold')), ...predictionFiles.flatMap(name('predictions'))],
    setting,
  );
}

it("adds up by IgakuQA's rule, over several files, in any order", async () => {
  const goldFiles = [
    write('gold-1.jsonl', lines(...golds.slice(0, 1))),
    write('gold-2.jsonl', lines(...golds.slice(1))),
  ];
  const { code, stdout, stderr } = await official(goldFiles, ['-'], { input: lines(...predictions.toReversed()) });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe('{"items":4,"correct":3,"points":5,"total":6}\n');
});

itWith([needsIgakuQa, needsPython], 'adds up all examinations as a Python reading of the rule does', async () => {
  const blocks = ['2018', '2019', '2020', '2021'].flatMap((year) =>
    readdirSync(join(igakuQa, 'baseline_results', year))
      .filter((name) => name.endsWith('_chatgpt.jsonl'))
      .map((name) => ({
        gold: join(igakuQa, year, name.replace('_chatgpt', '')),
        predictions: join(igakuQa, 'baseline_results', year, name),
      })),
  );
  const args = blocks.flatMap(({ gold, predictions }) => [gold, predictions]);
  const figures = runPython('official_rule.py', args).trimEnd().split('\n');
  const expected = { items: 0, correct: 0, points: 0, total: 0 };
  for (const figure of figures) {
    const block = JSON.parse(figure) as typeof expected;
    for (const key of ['items', 'correct', 'points', 'total'] as const) expected[key] += block[key];
  }
  const { code, stdout, stderr } = await official(
    blocks.map(({ gold }) => gold),
    blocks.map(({ predictions }) => predictions),
  );
  expect({ code, stdout: JSON.parse(stdout) as unknown, stderr }).toEqual({ code: 0, stdout: expected, stderr: '' });
});

it('counts items without a prediction, leaves out predictions without an item, and says so', async () => {
  const gold = write('gold.jsonl', lines(...golds));
  const given = write('some.jsonl', lines(predictions[3], predict('999X1', 'a'), predict('999X2', 'a')));
  const { code, stdout, stderr } = await official([gold], [given]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '{"items":4,"correct":2,"points":2,"total":6}\n' });
  expect(stderr).toBe(
    '3 items without a prediction, counted as not answered: 112A1, 112B30, 116A71\n' +
      '2 items predicted but in no gold file, left out: 999X1, 999X2\n',
  );
});

it('refuses what cannot be scored', async () => {
  const gold = write('gold.jsonl', lines(...golds));
  const given = write('predictions.jsonl', lines(...predictions));
  const failures: [string[], string[], string][] = [
    [[gold, gold], [given], `${gold}, line 1: field "problem_id": "112A1" stands already in ${gold}, line 1`],
    [[gold], [given, given], `${given}, line 1: field "problem_id": "112A1" stands already in ${given}, line 1`],
    [[write('empty.jsonl', '\n')], [given], 'no items'],
    [[gold], [write('others.jsonl', lines(predict('x', 'a')))], 'no prediction for any item'],
    [
      [write('points.jsonl', lines({ ...golds[0], points: 'one' }))],
      [given],
      'line 1: field "points": expected a whole number',
    ],
    [[write('no-points.jsonl', lines({ ...golds[0], points: undefined }))], [given], 'line 1: field "points": '],
    [
      [gold],
      [write('null.jsonl', lines({ problem_id: '112A1', prediction: null }))],
      'line 1: field "prediction": expected string, received null',
    ],
  ];
  for (const [goldFiles, predictionFiles, problem] of failures) {
    const { code, stdout, stderr } = await official(goldFiles, predictionFiles);
    expect({ code, stdout }, problem).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(problem);
  }
});

it('says how it is used where it does not understand', async () => {
  const usage = 'usage: npm run --silent rescore -- metrics FILE.jsonl';
  const { code, stdout, stderr } = await rescore([]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(usage);

  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  for (const args of [
    ['metrics'],
    ['metrics', 'a', 'b'],
    ['metrics', 'a', '--gold', 'b'],
    ['official', '--gold', 'a'],
    ['official', '--gold', '-', '--predictions', '-'],
    ['score', 'a'],
    ['metrics', 'a', '--fast'],
  ]) {
    expect(await runCommand(args), args.join(' ')).toBe(2);
    expect(said.mock.lastCall?.[0]).toContain(usage);
  }
  said.mockRestore();
});

/** Stands in for npm: says what npm might, tries to read what is the command's, and brings the packages that are here. */
const NPM = `
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
console.log('added 300 packages');
readFileSync(0);
mkdirSync('node_modules');
for (const name of readdirSync(process.env.PACKAGES)) symlinkSync(process.env.PACKAGES + '/' + name, 'node_modules/' + name);
`;

it('keeps to its standard output and input while the packages are installed', async () => {
  const clone = at('clone');
  for (const part of ['setup', 'model-config', 'src/benchmark', 'src/privacy', 'src/i18n']) {
    mkdirSync(dirname(join(clone, part)), { recursive: true });
    cpSync(join(repository, part), join(clone, part), { recursive: true });
  }
  for (const file of ['package.json', 'package-lock.json', 'tsconfig.json']) {
    copyFileSync(join(repository, file), join(clone, file));
  }
  const env = { npm_execpath: write('npm.mjs', NPM), PACKAGES: join(repository, 'node_modules') };
  const { code, stdout, stderr } = await rescore(['metrics', '-'], { program: clone, env, input: lines(item) });
  expect({ code, stdout }).toEqual({ code: 0, stdout: lines(scored) });
  expect(stderr).toMatch(/^… JavaScript packages \(npm ci\)\nadded 300 packages\n✓ JavaScript packages .* s\n$/);
});
