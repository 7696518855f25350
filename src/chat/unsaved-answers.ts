import { writeAnswer } from '@/db/messages';
import { AGAIN_MS, onWritable, StorageError } from '@/db/storage';
import type { Message } from '@/db/types';
import type { Unsaved } from './answer-writer';
import { markSaved, markUnsaved } from './unsaved-marks';

export interface UnsavedAnswer extends Unsaved {
  /** Written after all; shown until whoever reads rows has read it. */
  saved: boolean;
}

/** By the answer's id. */
export type UnsavedAnswers = Readonly<Record<string, UnsavedAnswer>>;

export interface UnsavedKeeper {
  /** Null: all of it is saved. */
  put(answerId: string, unsaved: Unsaved | null): void;
  /** Writes what ended unsaved, now: a person may have made room. */
  save(): Promise<void>;
  forget(): void;
}

/**
 * Keeps in memory what the storage did not take of answers, and writes it as soon as it does. `isRunning`: its writer writes still,
 * and will write all of it itself.
 */
export function createUnsavedKeeper(
  isRunning: (answerId: string) => boolean,
  onChange: (all: UnsavedAnswers) => void,
): UnsavedKeeper {
  let all: UnsavedAnswers = {};
  let saving: Promise<void> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function change(next: UnsavedAnswers): void {
    all = next;
    onChange(all);
    clearTimeout(timer);
    if (Object.keys(all).length > 0) timer = setTimeout(lookAgain, AGAIN_MS);
  }

  function lookAgain(): void {
    const rest = Object.entries(all).filter(([, { saved }]) => !saved);
    change(Object.fromEntries(rest));
    void save();
  }

  function put(id: string, unsaved: Unsaved | null): void {
    if (unsaved) {
      if (unsaved.error) markUnsaved(id);
      change({ ...all, [id]: { ...unsaved, saved: false } });
      return;
    }
    markSaved(id);
    const before = all[id];
    if (before) change({ ...all, [id]: { ...before, error: null, saved: true } });
  }

  async function saveAll(): Promise<void> {
    for (const [id, unsaved] of Object.entries(all)) {
      if (isRunning(id) || unsaved.saved) continue;
      const error = await writeAnswer(id, unsaved.change).then(() => null, StorageError.from);
      // It may have been forgotten meanwhile.
      if (all[id] === unsaved) put(id, error && { ...unsaved, error });
    }
  }

  function save(): Promise<void> {
    saving ??= saveAll().finally(() => {
      saving = null;
    });
    return saving;
  }

  onWritable(() => void save());
  return { put, save, forget: () => change({}) };
}

/** Messages as they are, where that is more than their rows say; the same array where it is not. */
export function withUnsaved(messages: Message[], unsaved: UnsavedAnswers): Message[] {
  if (!messages.some(({ id }) => id in unsaved)) return messages;
  return messages.map((message) =>
    message.role === 'assistant' ? { ...message, ...unsaved[message.id]?.change } : message,
  );
}
