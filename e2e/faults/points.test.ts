import { describe, expect, it, test } from 'vitest';
import { everyPlan, idOf, parsePoint, sample } from './points.ts';

test('every call in each of its ways is a point; of the readings of a clock some are', () => {
  expect(everyPlan({ 'page indexedDB.put': 2 }).map((plan) => idOf('ask', plan))).toEqual([
    'ask:page:indexedDB.put:1:error',
    'ask:page:indexedDB.put:1:quota',
    'ask:page:indexedDB.put:1:closed',
    'ask:page:indexedDB.put:2:error',
    'ask:page:indexedDB.put:2:quota',
    'ask:page:indexedDB.put:2:closed',
  ]);
  const readings = everyPlan({ 'page performance.now': 800 });
  expect(readings).toHaveLength(24);
  expect(new Set(readings.map(({ nth }) => nth)).size).toBe(12);
});

describe('a sample', () => {
  const plans = everyPlan({ 'page indexedDB.put': 50, 'page fetch': 1, 'hakui-engine fetch': 2 });

  it('has of each kind of call in each way one first', () => {
    const first = sample(plans, 15, 1);
    expect(new Set(first.map(({ thread, op, way }) => `${thread} ${op} ${way}`)).size).toBe(15);
  });

  it('is the same for the same seed and holds nothing twice', () => {
    expect(sample(plans, 40, 7)).toEqual(sample(plans, 40, 7));
    expect(sample(plans, 40, 7)).not.toEqual(sample(plans, 40, 8));
    expect(new Set(sample(plans, Infinity, 7)).size).toBe(plans.length);
  });
});

test('a point is read back from its id, and nothing else is taken for one', () => {
  const plan = { thread: 'hakui-engine', op: 'opfs.write', nth: 3, way: 'quota' } as const;
  expect(parsePoint(idOf('import', plan))).toEqual({ scenario: 'import', plan });
  for (const id of [
    'ask',
    'ask:page:indexedDB.put:0:error',
    'ask:page:indexedDB.put:1:html',
    'ask:page:print:1:error',
  ]) {
    expect(() => parsePoint(id)).toThrow('is no point');
  }
});
