import type { GivenFile } from './given';

/** What a person dropped or chose. */
export interface Found {
  files: GivenFile[];
  /** By which the same files are found again after a reload; empty where the browser gives none. */
  handles: FileSystemHandle[];
}

/** Not every browser has them, and TypeScript knows none of them. */
interface AskForRead {
  queryPermission(options: { mode: 'read' }): Promise<PermissionState>;
  requestPermission(options: { mode: 'read' }): Promise<PermissionState>;
}
type Droppable = DataTransferItem & { getAsFileSystemHandle?(): Promise<FileSystemHandle | null> };

/** Files and whole folders that were dropped. Called in the event itself: afterwards the items are gone. */
export async function foundInDrop({ items }: Pick<DataTransfer, 'items'>): Promise<Found> {
  const dropped = [...(items as Iterable<Droppable>)]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({
      handle: item.getAsFileSystemHandle?.().catch(() => null) ?? Promise.resolve(null),
      entry: item.webkitGetAsEntry(),
      file: item.getAsFile(),
    }));
  const found: Found = { files: [], handles: [] };
  for (const { handle, entry, file } of dropped) {
    const known = await handle;
    if (known) {
      found.handles.push(known);
      found.files.push(...(await filesOfHandle(known)));
    } else if (entry?.isDirectory) found.files.push(...(await filesOfEntry(entry)));
    else if (file) found.files.push({ path: file.name, file });
  }
  return found;
}

/** Of an `<input type="file">`, with or without `webkitdirectory`. */
export function foundInInput(files: readonly File[]): Found {
  return { handles: [], files: files.map((file) => ({ path: file.webkitRelativePath || file.name, file })) };
}

export async function foundByHandles(handles: FileSystemHandle[]): Promise<Found> {
  const files = await Promise.all(handles.map((handle) => filesOfHandle(handle)));
  return { handles, files: files.flat() };
}

/** Whether all of them may be read; asks the person where it must, which only works in answer to a click. */
export async function mayRead(handles: readonly FileSystemHandle[]): Promise<boolean> {
  for (const handle of handles as unknown as AskForRead[]) {
    if ((await handle.queryPermission({ mode: 'read' })) === 'granted') continue;
    if ((await handle.requestPermission({ mode: 'read' })) !== 'granted') return false;
  }
  return true;
}

async function filesOfHandle(handle: FileSystemHandle, folder = ''): Promise<GivenFile[]> {
  const path = folder + handle.name;
  if (handle.kind === 'file') return [{ path, file: await (handle as FileSystemFileHandle).getFile() }];
  const files: GivenFile[] = [];
  for await (const inside of (handle as FileSystemDirectoryHandle).values()) {
    files.push(...(await filesOfHandle(inside as FileSystemHandle, `${path}/`)));
  }
  return files;
}

async function filesOfEntry(entry: FileSystemEntry): Promise<GivenFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path: entry.fullPath.slice(1), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: GivenFile[] = [];
  for (;;) {
    // A folder is read in portions of a hundred.
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return files;
    for (const each of portion) files.push(...(await filesOfEntry(each)));
  }
}
