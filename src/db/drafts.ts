import { db } from './schema';
import { reading, writing } from './storage';
import type { Draft } from './types';

export function readDrafts(): Promise<Draft[]> {
  return reading(() => db.drafts.toArray());
}

/** An empty text is none. */
export async function writeDraft(id: string, text: string): Promise<void> {
  await writing<unknown>(() => (text === '' ? db.drafts.delete(id) : db.drafts.put({ id, text })));
}

export async function deleteDrafts(): Promise<void> {
  await writing(() => db.drafts.clear());
}
