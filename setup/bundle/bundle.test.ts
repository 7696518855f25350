import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Manifest, PreparedModels } from '../../model-config/models/manifest.ts';
import { PublishedDatasets } from '../../src/benchmark/datasets/published-index.ts';
import { KioskConfig } from '../../src/privacy/kiosk/config.ts';
import { filesUnder } from '../run/files.ts';
import { sha256OfFile } from '../run/fingerprint.ts';
import { cautions, licencesText } from './licences.ts';
import { ODD_NAME, type TestMachine, testMachine } from './testing/sources.ts';

let machine: TestMachine;
beforeAll(() => {
  machine = testMachine();
});
afterAll(() => rmSync(machine.root, { recursive: true }));

const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(...path), 'utf8'));

/** Every file with its SHA-256. */
async function contentsOf(folder: string): Promise<Record<string, string>> {
  const files = await filesUnder(folder);
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await sha256OfFile(join(folder, file))] as const)),
  );
}

describe('a bundle', () => {
  let out: string;
  beforeAll(async () => {
    out = machine.out('kiosk');
    await machine.bundle('--model', 'hakui-tiny', '--datasets', 'igakuqa', '--kiosk', '--language', 'ja', '--out', out);
  });

  it('has the page, the model, the data set, licences, sums, verify and configuration, and nothing else', async () => {
    const model = ['q4f16_1', 'q4f32_1'].flatMap((quantization) => [
      `models/hakui-tiny/resolve/${quantization}/params_shard_0.bin`,
      `models/hakui-tiny/resolve/${quantization}/tokenizer.json`,
    ]);
    const libraries = ['q4f16_1-gpu', 'q4f32_1-gpu', 'q4f32_1-software'].map(
      (name) => `models/hakui-tiny/lib/${name}.wasm`,
    );
    const lists = ['models/index.json', 'models/hakui-tiny/manifest.json', 'datasets/index.json', 'bundle.json'];
    const page = ['index.html', 'assets/index-Bx3_k-9Q.js', 'samples/sample-A.jsonl', 'hakui-config.json'];
    const servers = ['server/Caddyfile', 'server/apache.conf', 'server/nginx.conf'];
    const others = [`datasets/igakuqa/${ODD_NAME}`, 'LICENSES.txt', 'SHA256SUMS', 'verify.mjs', 'verify.sh'];
    expect(await filesUnder(out)).toEqual([...model, ...libraries, ...lists, ...page, ...servers, ...others].sort());
  });

  it('lists for the page only what is in it', () => {
    expect(PreparedModels.parse(readJson(out, 'models/index.json')).models).toEqual(['hakui-tiny']);
    const { datasets } = PublishedDatasets.parse(readJson(out, 'datasets/index.json'));
    expect(datasets.map(({ folder }) => folder)).toEqual(['igakuqa']);
    // Every field is there to be edited.
    expect(readJson(out, 'hakui-config.json')).toEqual({
      format: 1,
      kiosk: { model: 'hakui-tiny', language: 'ja', history: 'none', idleSeconds: 120, countdownSeconds: 20 },
    });
  });

  it('says what it is made of, and nothing about the machine', async () => {
    expect(readJson(out, 'bundle.json')).toMatchObject({
      format: 'hakui-bundle-1',
      app: { policy: 'kiosk', version: '1.2.3', webLlm: '0.2.86', commit: 'c0ffee', modified: false },
      models: [{ id: 'hakui-tiny', researchOnly: true, variants: [{ for: ['gpu', 'software'] }, { for: ['gpu'] }] }],
      datasets: [{ folder: 'igakuqa', items: 3, licence: null }],
    });
    for (const file of await filesUnder(out)) expect(readFileSync(join(out, file), 'utf8')).not.toContain(machine.root);
  });

  it('is of the same bytes each time, in whatever order its parts are named', async () => {
    const [one, other] = [machine.out('one'), machine.out('other')];
    await machine.bundle('--model', 'my-model', 'hakui-tiny', '--datasets', 'mmlu-dev', 'igakuqa', '--out', one);
    await machine.bundle(
      '--datasets',
      'igakuqa,mmlu-dev',
      '--model',
      'hakui-tiny',
      '--model',
      'my-model',
      '--out',
      other,
    );
    expect(await contentsOf(other)).toEqual(await contentsOf(one));
    const paths = readFileSync(join(one, 'SHA256SUMS'), 'utf8').match(/(?<= {2}).+/g)!;
    expect(paths).toEqual([...paths].sort());
  });

  it("differs by a PIN's hash, which has a new salt each time, and by nothing else", async () => {
    const outs = [machine.out('pin-one'), machine.out('pin-other')] as const;
    for (const each of outs) await machine.bundle('--model', 'hakui-tiny', '--kiosk', '--pin', '--out', each);
    const [one, other] = await Promise.all(outs.map(contentsOf));
    const differing = Object.keys(one!).filter((path) => one![path] !== other![path]);
    expect(differing).toEqual(['SHA256SUMS', 'hakui-config.json']);
  });

  it('takes no space for weights twice, and never shares what a person may edit', () => {
    const inode = (path: string) => statSync(path).ino;
    const shard = 'models/hakui-tiny/resolve/q4f32_1/params_shard_0.bin';
    expect(inode(join(out, shard))).toBe(inode(join(machine.sources.models, '..', shard)));
    expect(inode(join(out, 'index.html'))).not.toBe(inode(join(machine.root, 'built/index.html')));
  });

  it('has licences of models, of data sets, and of every package the page may hold, but not of tools', () => {
    const text = readFileSync(join(out, 'LICENSES.txt'), 'utf8');
    for (const part of [
      'LicenseRef-Hakui-Fixture-NC',
      'Research only. Not for commercial use.',
      '研究目的に限ります',
      'Its answers mean nothing',
      'Set igakuqa (igakuqa)',
      'not stated',
      'https://github.com/jungokasai/IgakuQA',
      'Nothing is granted',
      'shown 1.0.0\nLicence: MIT\n\nTerms of shown',
      'deep 2.0.0\nLicence: ISC\n\nTerms of deep 2',
      '@scope/part 1.0.0\nLicence: Apache-2.0\nFrom: https://part.example\n\nThe package ships no text',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/Terms of (tool|deep 1)/);
  });

  it('has the licence of a model for research only in both languages, and its publisher', () => {
    const record = machine.sources.records.find(({ id }) => id === 'jmedllm-7b-v1')!;
    const text = licencesText([record], [], []);
    expect(text).toContain('CC-BY-NC-SA-4.0');
    expect(text).toContain('https://huggingface.co/stardust-coder/jmedllm-7b-v1');
    expect(text).toContain(record.licence.notice.ja);
    expect(text).toContain(record.licence.notice.en);
    expect(text).toContain('Research only.');
  });
});

it('is said to be for research only, or without a licence, where it is', () => {
  const records = machine.sources.records.filter(({ id }) => /^(jmedllm|smollm2)/.test(id));
  const set = { folder: 'x', items: 1, known: null, files: [] };
  const datasets = [
    { ...set, name: 'Exam', licence: null },
    { ...set, name: 'Other', licence: 'MIT' },
  ];
  expect(cautions(records, datasets)).toEqual([
    expect.stringMatching(/^JMedLLM.* research only \(CC-BY-NC-SA-4\.0\)/),
    'Exam states no licence: ask before you pass it on.',
  ]);
});

describe('what is chosen', () => {
  const manifestIn = (out: string, id: string) => Manifest.parse(readJson(out, `models/${id}/manifest.json`));

  it.each([
    [
      'gpu',
      [
        ['q4f32_1', 'gpu'],
        ['q4f16_1', 'gpu'],
      ],
    ],
    ['software', [['q4f32_1', 'software']]],
  ])('takes only what is for %s, weights too', async (kind, expected) => {
    const out = machine.out(`for-${kind}`);
    await machine.bundle('--model', 'hakui-tiny', '--for', kind, '--out', out);
    const { variants } = manifestIn(out, 'hakui-tiny');
    expect(
      variants.flatMap((each) => each.libraries.map((library) => [each.quantization, library.adapterClass])),
    ).toEqual(expected);
    const listed = variants.flatMap(({ files, libraries }) => [...files, ...libraries].map(({ path }) => path));
    expect(await filesUnder(join(out, 'models/hakui-tiny'))).toEqual([...listed, 'manifest.json'].sort());
  });

  it('takes a model that was added with a record of its own', async () => {
    const out = machine.out('own');
    await machine.bundle('--model', 'my-model,hakui-tiny', '--kiosk', '--out', out);
    expect(manifestIn(out, 'my-model').record?.name).toBe('My model');
    expect(KioskConfig.parse(readJson(out, 'hakui-config.json')).kiosk).toMatchObject({ model: 'my-model' });
  });

  it('takes every set of an id of the catalogue', async () => {
    const out = machine.out('catalogue');
    await machine.bundle('--model', 'hakui-tiny', '--datasets', 'mmlu', '--out', out);
    expect(readdirSync(join(out, 'datasets'))).toEqual(['index.json', 'mmlu-dev', 'mmlu-test']);
    expect(existsSync(join(out, 'hakui-config.json'))).toBe(false);
  });

  it.each([
    [['--model', 'no-such'], 'There is no model "no-such".', 'my-model'],
    [['--model', '../models/hakui-tiny'], 'There is no model "../models/hakui-tiny".', 'hakui-tiny'],
    [['--model', 'jmedllm-7b-v1'], 'jmedllm-7b-v1 is not prepared here.', 'npm run models -- add jmedllm-7b-v1'],
    [['--model', 'qwen2-7b-instruct'], 'is not prepared by set-up', 'npm run models -- list'],
    [['--model', 'hakui-tiny', '--datasets', 'no-such'], 'There is no data set "no-such".', 'igakuqa'],
    [['--model', 'hakui-tiny', '--datasets', 'jmmlu'], 'JMMLU is not here.', 'npm run datasets -- add jmmlu'],
    [['--model', 'hakui-tiny', '--datasets', 'medqa'], 'MedQA is not here.', 'https://drive.google.com'],
  ])('refuses %j with the next thing to do', async (args, message, next) => {
    const out = machine.out('refused');
    await expect(machine.bundle(...args, '--out', out)).rejects.toMatchObject({
      message: expect.stringContaining(message),
      next: expect.stringContaining(next),
    });
    expect(existsSync(out)).toBe(false);
  });

  it('refuses a model whose file is not what its manifest says, names it, and leaves the earlier bundle as it was', async () => {
    const own = testMachine();
    const out = own.out('earlier');
    await own.bundle('--model', 'smollm2-135m-instruct', '--out', out);
    const before = await contentsOf(out);
    const shard = join(own.sources.models, 'hakui-tiny/resolve/q4f32_1/params_shard_0.bin');
    const bytes = readFileSync(shard);
    bytes[7]! ^= 1;
    writeFileSync(shard, bytes);
    await expect(own.bundle('--model', 'hakui-tiny', '--out', out)).rejects.toThrow(
      /q4f32_1\/params_shard_0\.bin is not/,
    );
    rmSync(shard);
    await expect(own.bundle('--model', 'hakui-tiny', '--out', out)).rejects.toThrow(/params_shard_0\.bin is missing/);
    expect(await contentsOf(out)).toEqual(before);
    expect(readdirSync(dirname(out))).toEqual(['earlier']);
    rmSync(own.root, { recursive: true });
  });

  it('names the field of a manifest that is not one', async () => {
    const own = testMachine();
    const file = join(own.sources.models, 'hakui-tiny/manifest.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"format":1', '"format":9'));
    await expect(own.bundle('--model', 'hakui-tiny', '--out', own.out('x'))).rejects.toThrow(/manifest\.json: format:/);
    rmSync(own.root, { recursive: true });
  });
});

describe('the folder it is written to', () => {
  const bundle = (out: string) => machine.bundle('--model', 'hakui-tiny', '--for', 'software', '--out', out);

  it('may be empty, or an earlier bundle, which is replaced whole', async () => {
    const out = machine.out('replaced');
    mkdirSync(out, { recursive: true });
    await machine.bundle('--model', 'smollm2-135m-instruct', '--out', out);
    await bundle(out);
    expect(readdirSync(join(out, 'models'))).toEqual(['hakui-tiny', 'index.json']);
    await machine.bundle('--model', 'hakui-tiny', '--out', out, '--split', '1MiB');
    await bundle(out);
    expect(existsSync(join(out, 'hakui-1-of-1.zip'))).toBe(false);
  });

  it('is refused where it holds anything else, which stays', async () => {
    const out = machine.out('photos');
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, 'photo.jpg'), 'x');
    await expect(bundle(out)).rejects.toThrow(/not empty, and no earlier bundle/);
    writeFileSync(join(out, 'bundle.json'), '{"format":"of somebody else"}');
    await expect(bundle(out)).rejects.toThrow(/no earlier bundle/);
    await expect(bundle(join(out, 'photo.jpg'))).rejects.toThrow(/photo\.jpg is a file/);
    expect(readFileSync(join(out, 'photo.jpg'), 'utf8')).toBe('x');
  });

  it('is refused where somebody put a file into an earlier bundle', async () => {
    for (const more of [[], ['--split', '1MiB']]) {
      const out = machine.out(`mine${more.length}`);
      await machine.bundle('--model', 'hakui-tiny', '--out', out, ...more);
      writeFileSync(join(out, 'my-notes.txt'), 'x');
      await expect(bundle(out)).rejects.toThrow(/has my-notes\.txt, which no bundle put there/);
    }
  });
});

describe('zip archives for a stick', () => {
  const args = ['--model', 'hakui-tiny', '--datasets', 'igakuqa', '--kiosk'];
  const archives = (out: string) => readdirSync(out).filter((name) => name.endsWith('.zip'));

  it('are each below the size, unpack with another tool into the same folder, and verify', async () => {
    const [out, unpacked, plain] = [machine.out('split'), machine.out('unpacked'), machine.out('plain')];
    const { volumes } = await machine.bundle(...args, '--out', out, '--split', '8kB');
    expect(volumes).toBeGreaterThan(2);
    const names = Array.from({ length: volumes! }, (_, index) => `hakui-${index + 1}-of-${volumes}.zip`);
    expect(readdirSync(out).sort()).toEqual(['README.txt', 'bundle.json', ...names].sort());
    for (const name of archives(out)) expect(statSync(join(out, name)).size).toBeLessThan(8000);
    const unzip = ['import sys, zipfile', 'for name in sys.argv[2:]:', '  with zipfile.ZipFile(name) as archive:'];
    const program = [
      ...unzip,
      '    assert archive.testzip() is None',
      '    assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}',
      '    archive.extractall(sys.argv[1])',
    ].join('\n');
    execFileSync('python3', ['-c', program, unpacked, ...archives(out).map((name) => join(out, name))]);
    await machine.bundle(...args, '--out', plain);
    expect(await contentsOf(join(unpacked, 'hakui'))).toEqual(await contentsOf(plain));
    expect(execFileSync('sh', [join(unpacked, 'hakui/verify.sh')], { encoding: 'utf8' })).toContain('Whole');
  });

  it('come with directions in both languages', async () => {
    const text = readFileSync(join(machine.out('split'), 'README.txt'), 'utf8');
    expect(text).toContain('sh verify.sh');
    expect(text).toContain('展開してください');
  });

  it('are of the same bytes each time', async () => {
    const [one, other] = [machine.out('split-one'), machine.out('split-other')];
    for (const out of [one, other]) await machine.bundle(...args, '--out', out, '--split', '8kB');
    expect(await contentsOf(other)).toEqual(await contentsOf(one));
  });

  it('are refused in parts too small for a file, which is named, and leave nothing', async () => {
    const out = machine.out('small');
    await expect(machine.bundle(...args, '--out', out, '--split', '1000')).rejects.toThrow(
      / has \d+ bytes and does not fit/,
    );
    expect(existsSync(out)).toBe(false);
  });
});
