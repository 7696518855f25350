import { type Calls, replace } from './calls.ts';

const HOURS = 2 * 3_600_000;
/** For how long the page's own stands, as it does while the machine sleeps. */
const STOOD_MS = 3_000;

/** Turns the wall's clock, and has the page's own jump or stand still for a while, from one reading on. Gives back what sets them right. */
export function wrapClocks(calls: Calls): () => void {
  let wall = 0;
  let page = { jump: 0, standsUntil: 0 };
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
        if (way === 'stands') page = { jump: -STOOD_MS, standsUntil: real + STOOD_MS };
        else if (way !== null) page = { jump: HOURS, standsUntil: 0 };
        return Math.max(real, page.standsUntil) + page.jump;
      },
  );
  return () => {
    wall = 0;
    page = { jump: 0, standsUntil: 0 };
  };
}
