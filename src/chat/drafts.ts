import { liveQuery } from 'dexie';
import { readDrafts, writeDraft } from '@/db/drafts';
import { onWritable, StorageError } from '@/db/storage';
import type { Draft } from '@/db/types';

/** A text that was typed is written after this long, whether or not typing goes on. */
const WRITE_MS = 200;

/** Unsent texts by conversation; the new conversation's under ''. */
export type Texts = Readonly<Record<string, string>>;

export interface DraftKeeper {
  /** A person typed. */
  type(id: string, text: string): void;
  /** It is being sent: what is on the disk stays until the question is, which takes it away. Gives how to end that. */
  hold(id: string): () => void;
  /** Reads what was typed before, and from here on what other tabs have typed. */
  follow(): void;
  /** Writes now what is not written yet. */
  flush(): Promise<void>;
  /** Drops every text from memory. */
  forget(): void;
}

interface Listeners {
  onTexts(texts: Texts): void;
  /** Null: all that was typed is written. */
  onUnsaved(error: StorageError | null): void;
}

/**
 * Keeps unsent texts in the database, a little behind the typing, so that a key costs nothing. Tabs with the same conversation show
 * the same text: who is not typing takes over what another tab wrote later.
 */
export function createDraftKeeper({ onTexts, onUnsaved }: Listeners): DraftKeeper {
  let texts: Texts = {};
  /** Those that were in the database at the last look. */
  let stored: readonly string[] = [];
  const unwritten = new Set<string>();
  const held = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> | null = null;
  let following: { unsubscribe(): void } | null = null;

  function show(id: string, text: string): void {
    texts = { ...texts, [id]: text };
    onTexts(texts);
  }

  async function writeAll(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    for (const id of [...unwritten]) {
      if (held.has(id)) continue;
      const text = texts[id] ?? '';
      try {
        await writeDraft(id, text);
      } catch (error) {
        if (id in texts) onUnsaved(StorageError.from(error));
        return;
      }
      onUnsaved(null);
      // Until here it is this tab's own: what comes of the database meanwhile is older.
      if (texts[id] === text) unwritten.delete(id);
      else if (unwritten.has(id)) schedule();
    }
  }

  function flush(): Promise<void> {
    if (unwritten.size === 0) return writing ?? Promise.resolve();
    writing = (writing ?? Promise.resolve()).then(writeAll).finally(() => {
      writing = null;
    });
    return writing;
  }

  /** What this tab is about to write, or send. */
  const isOwn = (id: string) => unwritten.has(id) || held.has(id);

  function schedule(): void {
    timer ??= setTimeout(() => void flush(), WRITE_MS);
  }

  function take(rows: readonly Draft[]): void {
    for (const { id, text } of rows) if (!isOwn(id) && texts[id] !== text) show(id, text);
    // Sent, emptied or deleted, here or in another tab.
    const there = rows.map(({ id }) => id);
    for (const id of stored) if (!there.includes(id) && !isOwn(id) && texts[id]) show(id, '');
    stored = there;
  }

  onWritable(() => void flush());

  return {
    type(id, text) {
      show(id, text);
      unwritten.add(id);
      schedule();
    },
    hold(id) {
      held.add(id);
      unwritten.delete(id);
      return () => {
        held.delete(id);
        // Typed while it was sent.
        if (texts[id]) unwritten.add(id);
        if (unwritten.size > 0) schedule();
      };
    },
    follow() {
      following?.unsubscribe();
      // Where they cannot be read, what is typed now is kept all the same.
      following = liveQuery(readDrafts).subscribe({ next: take, error: () => undefined });
    },
    flush,
    forget() {
      following?.unsubscribe();
      following = null;
      clearTimeout(timer);
      timer = undefined;
      unwritten.clear();
      held.clear();
      stored = [];
      texts = {};
      onTexts(texts);
    },
  };
}
