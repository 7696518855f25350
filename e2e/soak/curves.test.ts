import { expect, it } from 'vitest';
import { judge } from './curves.ts';

const tolerance = { share: 0.05, least: 2 };
const noise = (at: number) => [0, 3, -2, 1, -3, 2][at % 6]!;
const curve = (value: (at: number) => number) => ({
  name: '',
  values: Array.from({ length: 40 }, (_, at) => value(at)),
  tolerance,
});

it('sees a curve that grows by a little each time, through noise', () => {
  expect(judge(curve((at) => 100 + at / 2 + noise(at))).grows).toBe(true);
});

it('lets pass what is flat, what grows while it warms up, and a high value now and then', () => {
  expect(judge(curve((at) => 100 + noise(at))).grows).toBe(false);
  expect(judge(curve((at) => Math.min(100, 20 + at * 8))).grows).toBe(false);
  expect(judge(curve((at) => (at % 9 === 8 ? 900 : 100))).grows).toBe(false);
});
