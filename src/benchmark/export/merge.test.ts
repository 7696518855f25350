import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planItems } from '../runner/plan-items';
import type { Run, RunPlan, Selection } from '../types';
import { type MergeError, type MergeOptions, mergeRuns } from './merge';
import { readRunFile, writeRunFile } from './run-file';
import { answeredRun, generating, itemOf, model } from './testing/whole-runs';
import { rowsOfRun, type WholeRun } from './whole-run';

const IDS = Array.from({ length: 23 }, (_, index) => `112A${index + 1}`);
const ITEMS = IDS.map((id) => itemOf(id));

/** The run as a machine makes it that has this plan. */
async function runBy(changes: Partial<Selection>, id: string): Promise<WholeRun & { order: string[] }> {
  const { run } = await answeredRun([]);
  const plan: RunPlan = { ...run.plan, selection: { ...run.plan.selection, ...changes } };
  const { asked, leftOut } = planItems(ITEMS, plan);
  const order = asked.map(({ item }) => item.id);
  return { ...(await answeredRun(order, { id, plan, leftOut }, generating)), order };
}

const options = (changes: Partial<MergeOptions> = {}): MergeOptions => ({
  id: 'merged',
  order: null,
  allowMissing: false,
  ...changes,
});

const asMerged = ({ run, rows }: WholeRun): WholeRun => ({
  run: { ...run, id: 'merged', origin: 'merged' },
  rows: rowsOfRun('merged', rows),
});

function refusal(wholes: readonly WholeRun[], changes: Partial<MergeOptions> = {}) {
  try {
    mergeRuns(wholes, options(changes));
    return null;
  } catch (thrown) {
    const { code, details } = thrown as MergeError;
    return { code, ...details };
  }
}

it('makes of parts what a single run is, whatever the order of the files', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.option(fc.nat(100)),
      fc.option(fc.integer({ min: 1, max: 30 })),
      fc.nat(),
      async (of, shuffleItems, limit, turn) => {
        const single = await runBy({ shuffleItems, limit }, 'single');
        const parts: WholeRun[] = [];
        for (let index = 0; index < of; index++) {
          const part = await runBy({ shuffleItems, limit, part: { index, of } }, `part-${index}`);
          parts.push(await readRunFile(await writeRunFile(part.run, part.rows)));
        }
        for (let i = 0; i < turn % of; i++) parts.push(parts.shift()!);
        const { run, rows, missing } = mergeRuns(parts, options({ order: single.order }));
        expect({ run, rows }).toEqual(asMerged(single));
        expect(missing).toEqual({ items: 0, ids: [], parts: [] });
        const withoutOrder = mergeRuns(parts, options());
        expect(withoutOrder.run).toEqual(run);
        expect(new Set(withoutOrder.rows.map(([sample]) => sample.itemId))).toEqual(new Set(single.order));
        expect(withoutOrder.rows.map(([sample]) => sample.index)).toEqual(rows.map((_, index) => index));
      },
    ),
    { numRuns: 25 },
  );
});

describe('refuses', () => {
  const pair = async (change: (run: Run) => Run) => {
    const one = await runBy({ part: { index: 0, of: 2 } }, 'one');
    const other = await runBy({ part: { index: 1, of: 2 } }, 'other');
    return [one, { ...other, run: change(other.run) }];
  };
  const planned = (change: (plan: RunPlan) => Partial<RunPlan>) =>
    pair((run) => ({ ...run, plan: { ...run.plan, ...change(run.plan) } }));

  it('another plan or model, saying which', async () => {
    const differs = async (wholes: Promise<WholeRun[]>) => refusal(await wholes)?.difference;
    expect(await differs(planned(({ dataset }) => ({ dataset: { ...dataset, id: 'e'.repeat(64) } })))).toBe('dataset');
    expect(await differs(planned(() => ({ language: 'en' })))).toBe('language');
    const hotter = { ...generating, decoding: { ...generating.decoding, temperature: 1 } };
    expect(await differs(planned(() => ({ protocol: hotter, protocolHash: 'x' })))).toBe('decoding');
    expect(await differs(planned(() => ({ protocol: { ...hotter, id: 'y' }, protocolHash: 'x' })))).toBe('protocol');
    expect(await differs(planned(({ selection }) => ({ selection: { ...selection, limit: 3 } })))).toBe('selection');
    expect(await differs(pair((run) => ({ ...run, modelId: 'x' })))).toBe('model');
    expect(await differs(pair((run) => ({ ...run, model: { ...model, quantization: 'x' } })))).toBe('model');
    expect(await differs(pair((run) => ({ ...run, model: { ...model, weightsHash: null } })))).toBe('weights');
  });

  it('nothing, other parts, other items left out', async () => {
    expect(refusal([])).toEqual({ code: 'nothing' });
    const one = await runBy({ part: { index: 0, of: 2 } }, 'one');
    const third = await runBy({ part: { index: 1, of: 3 } }, 'third');
    expect(refusal([one, third])).toMatchObject({ code: 'parts-differ', of: 2, otherOf: 3 });
    const left = await pair((run) => ({ ...run, leftOut: { filtered: 1 } }));
    expect(refusal(left)).toMatchObject({ code: 'left-out-differs', run: 'one', otherRun: 'other' });
    const [first, second] = await pair((run) => run);
    expect(refusal([first!, second!], { order: IDS.slice(3) })).toMatchObject({ code: 'unknown-item' });
  });

  it('two answers to one item, and takes one answer twice', async () => {
    const one = await runBy({}, 'one');
    const other = await runBy({}, 'other');
    expect(mergeRuns([one, other], options({ order: one.order }))).toMatchObject({ overlapping: IDS.length });
    const [sample, transcript] = other.rows[4]!;
    const rows = other.rows.with(4, [sample, { ...transcript, output: 'another' }]);
    expect(refusal([one, { ...other, rows }])).toEqual({
      code: 'overlap-differs',
      item: sample.itemId,
      run: 'one',
      otherRun: 'other',
    });
  });

  it('missing parts and items, unless they may be missing; then it says which', async () => {
    const { order } = await runBy({}, 'single');
    const parts = await Promise.all([0, 2].map((index) => runBy({ part: { index, of: 3 } }, `part-${index}`)));
    const gone = await runBy({ part: { index: 1, of: 3 } }, 'gone');
    expect(refusal(parts, { order })).toEqual({ code: 'missing', items: gone.rows.length, parts: '1' });
    expect(refusal(parts)).toEqual({ code: 'missing', items: 0, parts: '1' });
    const { run, missing } = mergeRuns(parts, options({ order, allowMissing: true }));
    expect(missing).toEqual({ items: gone.order.length, ids: gone.order, parts: [1] });
    expect(run).toMatchObject({ state: 'cancelled', total: IDS.length, done: IDS.length - gone.rows.length });

    const unfinished = { ...gone, rows: gone.rows.slice(1) };
    expect(refusal([...parts, unfinished])).toMatchObject({ code: 'missing', items: 1, parts: '' });
    const merged = mergeRuns([...parts, unfinished], options({ order, allowMissing: true }));
    expect(merged.missing).toEqual({ items: 1, ids: [gone.order[0]], parts: [] });
  });
});

it('tells what may have rounded otherwise', async () => {
  const one = await runBy({ part: { index: 0, of: 2 } }, 'one');
  const other = await runBy({ part: { index: 1, of: 2 } }, 'other');
  const machine = { ...model, adapterClass: 'gpu', device: 'A GPU', libraryHash: 'c'.repeat(64) };
  const merged = mergeRuns([one, { ...other, run: { ...other.run, model: machine, appVersion: '0.2.0' } }], options());
  expect(merged.remarks).toEqual(['library-differs', 'adapter-differs', 'app-differs']);
  expect(merged.run.model).toMatchObject({
    adapterClass: 'gpu + software',
    device: 'A GPU + Test, GPU',
    libraryHash: null,
  });
  expect(merged.run.appVersion).toBe('0.1.0 + 0.2.0');
});
