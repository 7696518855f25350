import { seeded, shuffle } from '../../src/benchmark/random.ts';
import type { CallCounts } from './wrapper/protocol.ts';
import { type Op, type Plan, WAYS } from './wrapper/ways.ts';

/** "ask:page:indexedDB.put:3:quota" */
export const idOf = (scenario: string, { thread, op, nth, way }: Plan) => [scenario, thread, op, nth, way].join(':');

export function parsePoint(id: string): { scenario: string; plan: Plan } {
  const [scenario, thread, op, nth, way] = id.split(':');
  const ways: readonly string[] | undefined = WAYS[op as Op];
  if (!scenario || !thread || !ways?.includes(way ?? '') || !(Number(nth) > 0)) {
    throw new Error(`"${id}" is no point: <scenario>:<thread>:<call>:<which>:<way>`);
  }
  return { scenario, plan: { thread, op: op as Op, nth: Number(nth), way: way! } };
}

const CLOCKS: readonly Op[] = ['Date.now', 'performance.now'];
/** They are read hundreds of times for each thing that a person does; what came of one reading comes of the next. */
const MOST_READINGS = 12;

/** Every call that was counted, in each way that it can fail. */
export function everyPlan(counts: CallCounts): Plan[] {
  return Object.entries(counts).flatMap(([key, count]) => {
    const [thread, op] = key.split(' ') as [string, Op];
    const step = CLOCKS.includes(op) ? Math.max(1, count / MOST_READINGS) : 1;
    const which = Array.from({ length: Math.floor(count / step) }, (_, index) => 1 + Math.floor(index * step));
    return which.flatMap((nth) => WAYS[op].map((way) => ({ thread, op, nth, way })));
  });
}

/**
 * So many of them as the seed has it, or all. Of each kind of call in each of its ways one comes first: what is called often would
 * crowd out what is called once.
 */
export function sample(plans: readonly Plan[], most: number, seed: number): Plan[] {
  const seen = new Map<string, number>();
  const round = ({ thread, op, way }: Plan) => {
    const kind = `${thread} ${op} ${way}`;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    return seen.get(kind)!;
  };
  return shuffle(plans, seeded(seed))
    .map((plan) => ({ plan, round: round(plan) }))
    .sort((a, b) => a.round - b.round)
    .slice(0, most)
    .map(({ plan }) => plan);
}
