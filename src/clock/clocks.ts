/*
 * The one place that reads the computer's clock. It can be turned, by hours and in either direction, so nothing is decided by
 * it alone: what must end by itself is measured by `Elapsed`, what must last or take its time by `steadyNow`.
 */

/** Milliseconds since 1970 by this computer's clock: for what is written down and shown, never for deciding whether time is up. */
export const timestamp = (): number => Date.now();

/** Milliseconds since this page or worker began. Nobody can turn it; it may stand while the machine sleeps, and begins anew with each load. */
export const steadyNow = (): number => performance.now();
