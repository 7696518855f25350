import { type Calls, replace } from './calls.ts';

const HOURS = 2 * 3_600_000;

/** Turns the wall's clock, and has the page's own jump or stand still, from one reading on. Gives back what sets them right. */
export function wrapClocks(calls: Calls): () => void {
  let wall = 0;
  let page: { jump: number } | { standsAt: number } = { jump: 0 };
  // `new Date()` without arguments reads the clock too, but only what is asked by name is counted.
  replace(Date as { now: () => number }, 'now', (original) => () => {
    const way = calls.next('Date.now', '');
    if (way !== null) wall = way === 'hours-on' ? HOURS : -HOURS;
    return original.call(Date) + wall;
  });
  replace(
    globalThis.Performance?.prototype,
    'now',
    (original) =>
      function now(this: Performance) {
        const way = calls.next('performance.now', '');
        const real = original.call(this);
        if (way !== null) page = way === 'stands' ? { standsAt: real } : { jump: HOURS };
        return 'jump' in page ? real + page.jump : page.standsAt;
      },
  );
  return () => {
    wall = 0;
    page = { jump: 0 };
  };
}
