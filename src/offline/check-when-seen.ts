/** A tab that comes into sight looks for a new version, but not more often. */
const CHECK_EVERY_MS = 3_600_000;

interface Sight extends Pick<EventTarget, 'addEventListener'> {
  visibilityState: DocumentVisibilityState;
}

/** Looks for a new version when the page comes into sight, an hour after the last look or its start. `now`: milliseconds. */
export function checkWhenSeen(look: () => Promise<unknown>, page: Sight, now: () => number): void {
  let checkedAt = now();
  page.addEventListener('visibilitychange', () => {
    if (page.visibilityState !== 'visible' || now() - checkedAt < CHECK_EVERY_MS) return;
    checkedAt = now();
    // With the server gone there is nothing to look for, and nothing to say.
    look().catch(() => undefined);
  });
}
