import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { readRecords } from '../models/read-records.ts';
import { tinyGguf } from './tiny.ts';

const record = readRecords().find((each) => each.id === 'hakui-tiny')!;

it('makes the very bytes the record names', { timeout: 300_000 }, () => {
  const file = tinyGguf(record);
  expect({ bytes: file.length, sha256: createHash('sha256').update(file).digest('hex') }).toEqual({
    bytes: record.source.bytes,
    sha256: (record.source as { sha256: string }).sha256,
  });
});
