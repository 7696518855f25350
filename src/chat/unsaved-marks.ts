/*
 * That the storage failed an answer must be known after a reload too, and cannot be written where it failed: a mark with the
 * answer's id, and nothing of its text, stands in localStorage, which is another store and small.
 */

const MARK = 'hakui:unsaved:';

/** Without localStorage nothing is marked: then it is said that the answer's tab was closed. */
const marks = (): Storage | undefined => {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
};

export function markUnsaved(id: string): void {
  try {
    marks()?.setItem(MARK + id, '1');
  } catch {
    // It is full, too.
  }
}

export function markSaved(id: string): void {
  marks()?.removeItem(MARK + id);
}

export function isMarkedUnsaved(id: string): boolean {
  return marks()?.getItem(MARK + id) != null;
}
