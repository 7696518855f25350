/**
 * Keeps the screen on while a run goes, where the browser can: a sleeping machine computes nothing. The
 * browser lets go of it when the page is hidden, so it is asked for again. Gives the way to end it.
 */
export function keepAwake(): () => void {
  let held: WakeLockSentinel | null = null;
  let ended = false;

  async function hold(): Promise<void> {
    if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return;
    // Refused on an empty battery: then the machine may sleep, and the run goes on when it wakes.
    const sentinel = await navigator.wakeLock.request('screen').catch(() => null);
    if (ended) await sentinel?.release();
    else held = sentinel;
  }

  const again = () => void hold();
  document.addEventListener('visibilitychange', again);
  void hold();
  return () => {
    ended = true;
    document.removeEventListener('visibilitychange', again);
    void held?.release();
  };
}
