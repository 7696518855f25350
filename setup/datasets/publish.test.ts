import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readDataset } from '../../src/benchmark/datasets/read-dataset.ts';
import { sniffDatasets } from '../../src/benchmark/datasets/sniff.ts';
import { exists, filesUnder } from '../run/files.ts';
import { folderSources } from './folder-sources.ts';
import { ensureIndex, publishDataset, readIndex, removeDataset } from './publish.ts';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
const places = () => ({ published: at('public'), work: at('work') });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'datasets-'));
  mkdirSync(at('from/data/2024'), { recursive: true });
  mkdirSync(at('from/data/2025'), { recursive: true });
  writeFileSync(at('from/data/2024/130-A.jsonl'), question('130A1'));
  writeFileSync(at('from/data/2025/131-A.jsonl'), question('131A1'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const question = (id: string) =>
  `${JSON.stringify({ problem_id: id, problem_text: '骨はどれか。', choices: ['骨', '爪'], text_only: true, answer: ['a'] })}\n`;

async function publishAll() {
  const taken = new Set<string>();
  const outcomes: string[] = [];
  for (const group of (await sniffDatasets(await folderSources(at('from')))).groups) {
    const reading = await readDataset(group);
    if (reading.state === 'refused') throw new Error(reading.problems[0]?.message);
    const { entry, outcome } = await publishDataset(reading.dataset, group.sources, places(), taken);
    outcomes.push(`${entry.folder} ${outcome}`);
  }
  return outcomes;
}

it('copies a set once, replaces it when it changed, and mends what is broken', async () => {
  expect(await publishAll()).toEqual(['igakuqa added']);
  expect(await filesUnder(at('public'))).toEqual([
    'igakuqa/2024/130-A.jsonl',
    'igakuqa/2025/131-A.jsonl',
    'index.json',
  ]);
  const index = readFileSync(at('public/index.json'), 'utf8');
  expect(await publishAll()).toEqual(['igakuqa unchanged']);
  expect(readFileSync(at('public/index.json'), 'utf8')).toBe(index);

  writeFileSync(at('public/igakuqa/2024/130-A.jsonl'), 'spoilt');
  expect(await publishAll()).toEqual(['igakuqa replaced']);
  expect(readFileSync(at('public/igakuqa/2024/130-A.jsonl'), 'utf8')).toBe(question('130A1'));

  rmSync(at('from/data/2024'), { recursive: true });
  expect(await publishAll()).toEqual(['igakuqa replaced']);
  expect(await filesUnder(at('public'))).toEqual(['igakuqa/131-A.jsonl', 'index.json']);
});

it('gives two sets of one place a folder each, and removes one of them', async () => {
  mkdirSync(at('from/a'));
  mkdirSync(at('from/b'));
  writeFileSync(at('from/a/anatomy.csv'), '骨はどれか？,骨,爪,毛,歯,A\n');
  writeFileSync(at('from/b/anatomy.csv'), '爪はどれか？,骨,爪,毛,歯,B\n');
  expect(await publishAll()).toEqual(['jmmlu added', 'jmmlu-2 added', 'igakuqa added']);
  expect(await publishAll()).toEqual(['jmmlu unchanged', 'jmmlu-2 unchanged', 'igakuqa unchanged']);
  await removeDataset('jmmlu', places());
  expect((await readIndex(places())).datasets.map((each) => each.folder)).toEqual(['igakuqa', 'jmmlu-2']);
  expect(await exists(at('public/jmmlu'))).toBe(false);
  await expect(removeDataset('jmmlu', places())).rejects.toThrow('There is no data set "jmmlu"');
});

it('lays an empty list where there is none, and leaves one that is there', async () => {
  await ensureIndex(places());
  expect(JSON.parse(readFileSync(at('public/index.json'), 'utf8'))).toEqual({ format: 1, datasets: [] });
  await publishAll();
  await ensureIndex(places());
  expect((await readIndex(places())).datasets).toHaveLength(1);
});
