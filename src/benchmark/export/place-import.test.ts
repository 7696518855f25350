import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placeImport } from './place-import';
import { answeredRun, anyRows, runOf } from './testing/whole-runs';
import { withCounts } from './whole-run';

const newId = () => 'new';

it('adds a run that is not here under its own id', async () => {
  const incoming = await answeredRun(['112A1']);
  const place = placeImport(incoming, null, newId);
  expect(place).toEqual({ kind: 'add', run: { ...incoming.run, origin: 'imported' }, rows: incoming.rows });
});

it('knows a run that is here already, wherever each came from', async () => {
  await fc.assert(
    fc.asyncProperty(anyRows(), async (rows) => {
      const run = withCounts(await runOf(rows.length), rows);
      const there = { run: { ...run, position: 9, origin: 'imported' as const }, rows: structuredClone(rows) };
      expect(placeImport({ run, rows }, there, newId)).toEqual({ kind: 'there', id: run.id });
    }),
    { numRuns: 30 },
  );
});

it('never writes over another run of the same id', async () => {
  const there = await answeredRun(['112A1', '112A2']);
  const incoming = { ...there, rows: there.rows.slice(0, 1) };
  const place = placeImport(incoming, there, newId);
  expect(place).toMatchObject({ kind: 'add', run: { id: 'new' } });
  if (place.kind === 'add') expect(place.rows.flat().map(({ runId }) => runId)).toEqual(['new', 'new']);
});

it('never goes on by itself with a run that another machine was at', async () => {
  const incoming = await answeredRun(['112A1'], { state: 'running', position: 4 });
  expect(placeImport(incoming, null, newId)).toMatchObject({ run: { state: 'paused', position: 0 } });
  const predictions = await answeredRun(['112A1'], { origin: 'predictions' });
  expect(placeImport(predictions, null, newId)).toMatchObject({ run: { origin: 'predictions', state: 'done' } });
});
