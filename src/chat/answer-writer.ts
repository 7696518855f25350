import type { AnswerChange } from '@/db/messages';
import { StorageError } from '@/db/storage';

/** A written text reaches the screen after this long at most; the data rule allows 250 ms. */
const INTERVAL_MS = 100;
/** What the storage has not taken after this long is shown all the same. */
const LATE_MS = 1_000;

/** An answer that its row has fallen behind. The screen shows it in place of what the row says. */
export interface Unsaved {
  change: AnswerChange & { text: string };
  /** Of the last write; null: it has not been answered yet, or went well. */
  error: StorageError | null;
}

export interface AnswerWriter {
  append(text: string): void;
  /** What else belongs to the answer; written with its text. */
  set(change: AnswerChange): void;
  /** Writes the whole answer with its end. Never rejects: what could not be written stays told as unsaved. */
  end(change: AnswerChange): Promise<void>;
}

interface AnswerWriterOptions {
  save(change: AnswerChange): Promise<void>;
  /** Called at every change from where the row fell behind; with null when the whole answer is saved after all. */
  onUnsaved(unsaved: Unsaved | null): void;
  intervalMs?: number;
}

/**
 * Carries a streamed answer into the database in batches. The screen reads the database, so what a person
 * saw is what survives a crash. One write at a time: a slow disk makes batches larger, never a queue. A write that failed is made
 * up for by the next one, which holds the whole answer so far; until then the text grows in memory and is told as unsaved.
 */
export function createAnswerWriter({ save, onUnsaved, intervalMs = INTERVAL_MS }: AnswerWriterOptions): AnswerWriter {
  let answer: Unsaved['change'] = { text: '' };
  let saved = answer;
  let error: StorageError | null = null;
  let lastBegin = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let late: ReturnType<typeof setTimeout> | undefined;
  let shown = false;
  let showing: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> | null = null;
  let closed = false;

  function show(): void {
    clearTimeout(showing);
    showing = undefined;
    shown = true;
    onUnsaved({ change: answer, error });
  }

  /** As seldom as what is saved: a screen that is drawn with each token stops answering, and breaks the answer off. */
  function showSoon(): void {
    if (shown) showing ??= setTimeout(show, intervalMs);
  }

  async function write(batch: Unsaved['change']): Promise<void> {
    late = setTimeout(show, LATE_MS);
    try {
      await save(batch);
      saved = batch;
      error = null;
      // What the screen reads of the row comes a moment later: it must not show less than before.
      if (shown) show();
    } catch (thrown) {
      error = StorageError.from(thrown);
      show();
    } finally {
      clearTimeout(late);
    }
  }

  function begin(): void {
    timer = undefined;
    lastBegin = performance.now();
    writing = write(answer).finally(() => {
      writing = null;
      schedule();
    });
  }

  function schedule(): void {
    if (closed || writing || timer !== undefined || answer === saved) return;
    const wait = lastBegin + intervalMs - performance.now();
    // Not by a timer when it is due: a hidden tab's timers are held back to a second and more.
    if (wait <= 0) begin();
    else timer = setTimeout(begin, wait);
  }

  function change(change: AnswerChange): void {
    answer = { ...answer, ...change };
    showSoon();
    if (timer !== undefined && performance.now() >= lastBegin + intervalMs) {
      clearTimeout(timer);
      timer = undefined;
    }
    schedule();
  }

  return {
    append: (more) => change({ text: answer.text + more, state: 'streaming' }),
    set: change,
    async end(last) {
      closed = true;
      clearTimeout(timer);
      answer = { ...answer, ...last };
      if (shown) show();
      await writing;
      await write(answer);
      if (shown && error === null) onUnsaved(null);
    },
  };
}
