/**
 * Deletes all that this browser keeps for this origin: databases, stored model files, settings. The
 * page has to be loaded anew after it. Rejects with what the browser says where something stays.
 */
export async function deleteEverything(): Promise<void> {
  const databases = await indexedDB.databases();
  const files = await navigator.storage.getDirectory();
  const cacheNames = await caches.keys();
  await Promise.all([
    ...databases.map(({ name }) => name && deleteDatabase(name)),
    ...cacheNames.map((name) => caches.delete(name)),
    emptyDirectory(files),
  ]);
  localStorage.clear();
  sessionStorage.clear();
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Other tabs close their connections when asked to (Dexie does); the deletion waits for that.
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}

async function emptyDirectory(directory: FileSystemDirectoryHandle): Promise<void> {
  const names: string[] = [];
  for await (const name of directory.keys()) names.push(name);
  await Promise.all(names.map((name) => directory.removeEntry(name, { recursive: true })));
}
