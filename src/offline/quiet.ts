/** Notes when something was heard, and waits until nothing has been for a while. */
export interface Quiet {
  heard(): void;
  /** Resolves once nothing was heard for `quietMs`: at once where that is so already, after `patienceMs` whatever is heard. */
  wait(): Promise<void>;
}

export function createQuiet(quietMs: number, patienceMs: number): Quiet {
  let heardAt = Number.NEGATIVE_INFINITY;
  return {
    heard() {
      heardAt = performance.now();
    },
    async wait() {
      const end = performance.now() + patienceMs;
      for (;;) {
        const now = performance.now();
        const rest = Math.min(heardAt + quietMs, end) - now;
        if (rest <= 0) return;
        await new Promise((resolve) => setTimeout(resolve, rest));
      }
    },
  };
}
