import { db } from './schema';

/** None where the browser gave none, or is one that keeps no handles. */
export async function readHandles(id: string): Promise<FileSystemHandle[]> {
  return (await db.importHandles.get(id))?.handles ?? [];
}

export async function writeHandles(id: string, handles: FileSystemHandle[]): Promise<void> {
  await db.importHandles.put({ id, handles });
}

export async function removeHandles(id: string): Promise<void> {
  await db.importHandles.delete(id);
}
