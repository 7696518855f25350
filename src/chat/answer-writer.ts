/** A written text reaches the screen after this long at most; the data rule allows 250 ms. */
const INTERVAL_MS = 100;

export interface AnswerWriter {
  /** Throws what an earlier write failed with. */
  append(text: string): void;
  /** Ends the writing and gives back the whole text, for the caller's last write. */
  close(): Promise<string>;
}

/**
 * Carries streamed text into the database in batches. The screen reads the database, so what a person
 * saw is what survives a crash. One write at a time: a slow disk makes batches larger, never a queue.
 */
export function createAnswerWriter(save: (text: string) => Promise<void>, intervalMs = INTERVAL_MS): AnswerWriter {
  let text = '';
  let saved = '';
  let lastBegin = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> | null = null;
  let failure: { reason: unknown } | null = null;
  let closed = false;

  function write(): void {
    timer = undefined;
    lastBegin = performance.now();
    const batch = text;
    writing = save(batch)
      .then(
        () => {
          saved = batch;
        },
        (reason: unknown) => {
          failure = { reason };
        },
      )
      .finally(() => {
        writing = null;
        schedule();
      });
  }

  function schedule(): void {
    if (closed || writing || timer !== undefined || failure || text === saved) return;
    const wait = lastBegin + intervalMs - performance.now();
    // Not by a timer when it is due: a hidden tab's timers are held back to a second and more.
    if (wait <= 0) write();
    else timer = setTimeout(write, wait);
  }

  return {
    append(more) {
      if (failure) throw failure.reason;
      text += more;
      if (timer !== undefined && performance.now() >= lastBegin + intervalMs) {
        clearTimeout(timer);
        timer = undefined;
      }
      schedule();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await writing;
      return text;
    },
  };
}
