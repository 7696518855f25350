/** All that is kept of a person: each row by database, table and key, each private file by its path. */
export interface Snapshot {
  rows: Record<string, string>;
  files: Record<string, number>;
}

/* The browser's own methods as they are before any is wrapped: what is read by them is neither counted nor made to fail. */
const { open } = IDBFactory.prototype;
const { transaction } = IDBDatabase.prototype;
const { openCursor } = IDBObjectStore.prototype;
const { getDirectory } = StorageManager.prototype;
const { entries } = FileSystemDirectoryHandle.prototype;
const { getFile } = FileSystemFileHandle.prototype;

/** Reads it beside the page, whatever the page has wrapped, closed or waits for. */
export async function takeSnapshot(): Promise<Snapshot> {
  const rows: Snapshot['rows'] = {};
  for (const { name } of await indexedDB.databases()) if (name) await readDatabase(name, rows);
  const files: Snapshot['files'] = {};
  await readFolder(await getDirectory.call(navigator.storage), '', files);
  return { rows, files };
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function readDatabase(name: string, rows: Snapshot['rows']): Promise<void> {
  const database = await settled(open.call(indexedDB, name));
  const tables = [...database.objectStoreNames];
  if (tables.length > 0) {
    const reading = transaction.call(database, tables, 'readonly');
    await Promise.all(tables.map((table) => readTable(reading.objectStore(table), `${name}/${table}`, rows)));
  }
  database.close();
}

async function readTable(store: IDBObjectStore, at: string, rows: Snapshot['rows']): Promise<void> {
  const request = openCursor.call(store);
  await new Promise<void>((resolve, reject) => {
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return resolve();
      rows[`${at}/${JSON.stringify(cursor.primaryKey)}`] = JSON.stringify(cursor.value, readable);
      cursor.continue();
    };
  });
}

const readable = (_: string, value: unknown) => (ArrayBuffer.isView(value) ? String(value) : value);

async function readFolder(folder: FileSystemDirectoryHandle, at: string, files: Snapshot['files']): Promise<void> {
  for await (const [name, entry] of entries.call(folder)) {
    if (entry.kind === 'directory') await readFolder(entry as FileSystemDirectoryHandle, `${at}${name}/`, files);
    // One that is being removed at this moment is none.
    else {
      const file = await getFile.call(entry as FileSystemFileHandle).catch(() => null);
      if (file) files[at + name] = file.size;
    }
  }
}
