import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Manifest } from '../../../model-config/models/manifest.ts';
import { readRecords } from '../../../model-config/models/read-records.ts';
import { ProgressLines } from '../../run/progress.ts';
import { parseWanted } from '../arguments.ts';
import { type BundleSources, choose, type Made, makeBundle, pagePart } from '../make.ts';
import { hashPin } from '../pin.ts';

/** A machine's folders with a built page, models, data sets and packages, all of a few bytes. */
export interface TestMachine {
  root: string;
  sources: BundleSources;
  /** Makes a bundle with the command's own arguments. */
  bundle(...args: string[]): Promise<Made>;
  /** The path of a bundle's folder. */
  out(name: string): string;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A Japanese name with a space in it, as data sets have. */
export const ODD_NAME = '2022/第 116 回.jsonl';

export function testMachine(): TestMachine {
  const root = mkdtempSync(join(tmpdir(), 'hakui-bundle-'));
  const write = (path: string, text: string) => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return { bytes: Buffer.byteLength(text), sha256: sha256(text) };
  };
  layPage(write);
  layModel(write, 'hakui-tiny');
  layModel(write, 'smollm2-135m-instruct');
  const own = { ...readRecords().find(({ id }) => id === 'hakui-tiny')!, id: 'my-model', name: 'My model' };
  layModel(write, 'my-model', own);
  layDatasets(write);
  layPackages(write);
  const sources: BundleSources = {
    records: readRecords(),
    models: join(root, 'public/models'),
    datasets: join(root, 'public/datasets'),
    packages: root,
    origin: { version: '1.2.3', webLlm: '0.2.86', commit: 'c0ffee', modified: false },
  };
  const out = (name: string) => join(root, 'out', name);
  return {
    root,
    sources,
    out,
    async bundle(...args) {
      const wanted = parseWanted(args);
      const choice = await choose(wanted, sources, wanted.kiosk?.pin ? await hashPin('2468') : null);
      const lines = new ProgressLines({ write: () => true });
      return makeBundle(choice, await pagePart(join(root, 'built'), join(root, 'public')), sources, lines);
    },
  };
}

type Write = (path: string, text: string) => { bytes: number; sha256: string };

function layPage(write: Write): void {
  write('built/index.html', '<!doctype html><title>Hakui</title>');
  write('built/assets/index-Bx3_k-9Q.js', 'export {};');
  write('public/samples/sample-A.jsonl', '{}');
}

function layModel(write: Write, id: string, record?: Manifest['record']): void {
  const at = `public/models/${id}`;
  const file = (path: string, text = `${id} ${path}`) => ({ path, ...write(`${at}/${path}`, text) });
  const weights = (quantization: string) => [
    file(`resolve/${quantization}/params_shard_0.bin`, `${id} ${quantization} `.repeat(50)),
    file(`resolve/${quantization}/tokenizer.json`),
  ];
  const manifest: Manifest = {
    format: 1,
    id,
    ...(record ? { record } : {}),
    convertedFrom: sha256(id),
    variants: [
      {
        quantization: 'q4f32_1',
        files: weights('q4f32_1'),
        libraries: [
          { ...file('lib/q4f32_1-gpu.wasm'), adapterClass: 'gpu' },
          { ...file('lib/q4f32_1-software.wasm'), adapterClass: 'software' },
        ],
      },
      {
        quantization: 'q4f16_1',
        files: weights('q4f16_1'),
        libraries: [{ ...file('lib/q4f16_1-gpu.wasm'), adapterClass: 'gpu' }],
      },
    ],
  };
  write(`${at}/manifest.json`, JSON.stringify(manifest));
}

function layDatasets(write: Write): void {
  const set = (folder: string, kind: string, path: string, licence?: string) => ({
    folder,
    id: sha256(folder),
    kind,
    name: `Set ${folder}`,
    items: 3,
    ...(licence ? { licence } : {}),
    files: [{ path, ...write(`public/datasets/${folder}/${path}`, `questions of ${folder}`) }],
  });
  const datasets = [
    set('igakuqa', 'igakuqa', ODD_NAME),
    set('mmlu-dev', 'mmlu', 'dev.csv', 'MIT'),
    set('mmlu-test', 'mmlu', 'test.csv', 'MIT'),
  ];
  write('public/datasets/index.json', `${JSON.stringify({ format: 1, datasets }, null, 1)}\n`);
}

function layPackages(write: Write): void {
  const add = (folder: string, facts: object, licence?: string) => {
    const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
    write(`${folder}/package.json`, JSON.stringify({ name, version: '1.0.0', ...facts }));
    if (licence) write(`${folder}/LICENSE.md`, licence);
  };
  write(
    'package.json',
    JSON.stringify({ dependencies: { shown: '1', '@scope/part': '1' }, devDependencies: { tool: '1' } }),
  );
  add('node_modules/shown', { license: 'MIT', dependencies: { deep: '2', absent: '1' } }, 'Terms of shown');
  add('node_modules/shown/node_modules/deep', { version: '2.0.0', license: 'ISC' }, 'Terms of deep 2');
  add('node_modules/deep', { license: 'BSD-3-Clause' }, 'Terms of deep 1');
  add('node_modules/@scope/part', { license: 'Apache-2.0', homepage: 'https://part.example' });
  add('node_modules/tool', { license: 'GPL-3.0' }, 'Terms of tool');
}
