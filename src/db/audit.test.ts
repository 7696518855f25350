import 'fake-indexeddb/auto';
import { liveQuery } from 'dexie';
import { afterEach, expect, test, vi } from 'vitest';
import { type Break, breakWrites } from '@/test/broken-storage';
import { readAudit, writeAudit } from './audit';

afterEach(() => vi.restoreAllMocks());

test.each<Break>(['full', 'abort'])('an entry that cannot be written (%s) leaves those after it', async (how) => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const seen: string[][] = [];
  const watching = liveQuery(readAudit).subscribe((entries) => seen.push(entries.map(({ kind }) => kind)));
  await writeAudit('vault-made');
  await vi.waitFor(() => expect(seen.at(-1)?.[0]).toBe('vault-made'));
  const mend = breakWrites(how, ['entries'], 1);
  await writeAudit('vault-locked');
  mend();
  expect(warned).toHaveBeenCalledOnce();
  await writeAudit('vault-unlocked');
  await vi.waitFor(() => expect(seen.at(-1)?.slice(0, 2)).toEqual(['vault-unlocked', 'vault-made']));
  expect((await readAudit()).map(({ kind }) => kind).slice(0, 2)).toEqual(['vault-unlocked', 'vault-made']);
  watching.unsubscribe();
});
