import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { db } from '@/db/schema';
import { Hub } from '@/models/download/testing/hub';
import { addFromBesidePage, listBesidePage } from './beside-page';
import type { PublishedDataset } from './datasets/published-index';
import { rows } from './rows';

const question = (id: string) =>
  JSON.stringify({
    problem_id: id,
    problem_text: '骨はどれか。',
    choices: ['骨', '爪'],
    text_only: true,
    answer: ['a'],
  });
const FILES = { '2024/118-A.jsonl': `${question('118A1')}\n`, '2025 #1/119-A.jsonl': `${question('119A1')}\n` };

const bytesOf = (text: string) => new TextEncoder().encode(text);
const PUBLISHED: PublishedDataset = {
  folder: 'igakuqa',
  id: 'a'.repeat(64),
  kind: 'igakuqa',
  name: 'IgakuQA',
  items: 2,
  files: Object.entries(FILES).map(([path, text]) => ({
    path,
    bytes: bytesOf(text).length,
    sha256: createHash('sha256').update(text).digest('hex'),
  })),
};

let hub: Hub;
const folder = () => hub.url('/datasets/');
const { id, items, kind: _, ...laid } = PUBLISHED;
const SET = { ...laid, licence: undefined, dataset: { id, items } };
const add = (told: number[] = []) => addFromBesidePage(SET, (bytes) => told.push(bytes), folder());

beforeEach(async () => {
  await Promise.all(db.tables.map((table) => table.clear()));
  hub = new Hub();
  await hub.start();
  hub.files.set('/datasets/index.json', bytesOf(JSON.stringify({ format: 1, datasets: [PUBLISHED] })));
  hub.files.set('/datasets/igakuqa/2024/118-A.jsonl', bytesOf(FILES['2024/118-A.jsonl']));
  hub.files.set('/datasets/igakuqa/2025%20%231/119-A.jsonl', bytesOf(FILES['2025 #1/119-A.jsonl']));
});
afterEach(() => hub.stop());

test('a set beside the page is listed, fetched whole and kept', async () => {
  expect(await listBesidePage(folder())).toEqual([SET]);
  const told: number[] = [];
  const { added, refused } = await add(told);
  expect(refused).toEqual([]);
  expect(added).toMatchObject([{ kind: 'igakuqa', items: [{ id: '118A1' }, { id: '119A1' }] }]);
  expect(told.at(-1)).toBe(PUBLISHED.files.reduce((sum, { bytes }) => sum + bytes, 0));
  expect((await rows.itemsOf(added[0]!.id))?.items).toHaveLength(2);
  expect((await add()).there).toHaveLength(1);
});

test('a file of the same length but other bytes is told by its name, and nothing is kept', async () => {
  const spoilt = FILES['2024/118-A.jsonl'].replace('"a"', '"b"');
  hub.files.set('/datasets/igakuqa/2024/118-A.jsonl', bytesOf(spoilt));
  const { added, refused } = await add();
  expect(added).toEqual([]);
  expect(refused).toMatchObject([
    { name: 'IgakuQA', problems: [{ code: 'not-as-listed', details: { file: '2024/118-A.jsonl', line: null } }] },
  ]);
  expect(await rows.listDatasets()).toEqual([]);
});

test('a file that is not there is told by its name', async () => {
  hub.files.delete('/datasets/igakuqa/2024/118-A.jsonl');
  const [refused] = (await add()).refused;
  expect(refused?.problems).toMatchObject([
    { code: 'unreadable', details: { file: '2024/118-A.jsonl', reason: '404' } },
  ]);
});

test('no list and no server are no sets; a list that is none is an error', async () => {
  hub.files.set('/datasets/index.json', bytesOf('{"format":1,"datasets":[{}]}'));
  await expect(listBesidePage(folder())).rejects.toMatchObject({ code: 'unreadable' });
  hub.files.delete('/datasets/index.json');
  expect(await listBesidePage(folder())).toEqual([]);
  expect(await listBesidePage('http://127.0.0.1:1/')).toEqual([]);
});

test('templates beside the page become protocols', async () => {
  const text = "shape = Template('''{{instruction}} {{input}}''')\n";
  const sha256 = createHash('sha256').update(text).digest('hex');
  const file = { path: 'template.py', bytes: bytesOf(text).length, sha256 };
  const templates = [{ folder: 'harness', name: 'Harness', licence: 'not stated', file }];
  hub.files.set('/datasets/index.json', bytesOf(JSON.stringify({ format: 1, datasets: [], templates })));
  hub.files.set('/datasets/harness/template.py', bytesOf(text));
  const [beside] = await listBesidePage(folder());
  expect(beside).toMatchObject({ name: 'Harness', licence: 'not stated', dataset: null });
  const { protocols, refused } = await addFromBesidePage(beside!, () => {}, folder());
  expect(refused).toEqual([]);
  expect(protocols.map((protocol) => protocol.id)).toEqual(['harness-shape']);
  expect(await rows.listProtocols()).toHaveLength(1);
});
