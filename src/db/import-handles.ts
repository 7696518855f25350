import { db } from './schema';
import { reading, writing } from './storage';

/** None where the browser gave none, or is one that keeps no handles. */
export async function readHandles(id: string): Promise<FileSystemHandle[]> {
  return (await reading(() => db.importHandles.get(id)))?.handles ?? [];
}

export async function writeHandles(id: string, handles: FileSystemHandle[]): Promise<void> {
  await writing(() => db.importHandles.put({ id, handles }));
}

export async function removeHandles(id: string): Promise<void> {
  await writing(() => db.importHandles.delete(id));
}
