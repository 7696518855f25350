import { expect, test } from 'vitest';
import { droppedFiles } from './dropped-files';

const fileEntry = (path: string) => ({
  isFile: true,
  isDirectory: false,
  fullPath: path,
  file: (done: (file: File) => void) => done(new File(['x'], path.split('/').at(-1)!)),
});

/** A folder is read in portions, and the last is empty. */
const folderEntry = (fullPath: string, entries: unknown[]) => ({
  isFile: false,
  isDirectory: true,
  fullPath,
  createReader() {
    const portions = [entries.slice(0, 1), entries.slice(1), []];
    return { readEntries: (done: (portion: unknown[]) => void) => done(portions.shift() ?? []) };
  },
});

const drop = (entries: unknown[], files: File[] = []) =>
  droppedFiles({
    items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })),
    files,
  } as unknown as DataTransfer);

test('a dropped folder gives the files of all its folders, each with its path', async () => {
  const inner = folderEntry('/set/2019', [fileEntry('/set/2019/a.jsonl'), fileEntry('/set/2019/b.jsonl')]);
  const found = await drop([folderEntry('/set', [fileEntry('/set/a.jsonl'), inner]), fileEntry('/c.csv'), null]);
  expect(found.map(({ webkitRelativePath }) => webkitRelativePath)).toEqual([
    'set/a.jsonl',
    'set/2019/a.jsonl',
    'set/2019/b.jsonl',
    'c.csv',
  ]);
});

test('files alone are given as they are', async () => {
  const files = [new File(['x'], 'a.csv')];
  expect(await drop([fileEntry('/a.csv')], files)).toEqual(files);
});
