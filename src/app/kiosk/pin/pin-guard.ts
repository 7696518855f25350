import { z } from 'zod';

/** So many may be wrong in a row before it costs time. */
const FREE = 5;
const FIRST_DELAY_MS = 30_000;
const LONGEST_DELAY_MS = 15 * 60_000;

/** Beside the page's other small settings, so that loading the page again gives no new tries. */
const STORED_AT = 'hakui:kiosk:pin';

const Stored = z.object({ failures: z.int().min(0), blockedUntil: z.number() }).catch({ failures: 0, blockedUntil: 0 });

/** How long nobody may try again after so many wrong PINs in a row, in milliseconds: doubled each time. */
export function delayAfter(failures: number): number {
  return failures < FREE ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (failures - FREE), LONGEST_DELAY_MS);
}

/** Until when no PIN is taken, in milliseconds since 1970; 0: one is taken now. */
export function blockedUntil(): number {
  // Where the computer's clock was set back, nobody waits for longer than the longest delay.
  const until = Math.min(read().blockedUntil, Date.now() + LONGEST_DELAY_MS);
  return until > Date.now() ? until : 0;
}

export function recordRefusal(): void {
  const failures = read().failures + 1;
  const delay = delayAfter(failures);
  const stored = { failures, blockedUntil: delay === 0 ? 0 : Date.now() + delay };
  localStorage.setItem(STORED_AT, JSON.stringify(stored));
}

export function forgetRefusals(): void {
  localStorage.removeItem(STORED_AT);
}

function read(): z.infer<typeof Stored> {
  try {
    return Stored.parse(JSON.parse(localStorage.getItem(STORED_AT) ?? '{}'));
  } catch {
    return Stored.parse({});
  }
}
