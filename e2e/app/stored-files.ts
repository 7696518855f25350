import type { Page } from './app.ts';

/** What the browser keeps of models: the address of each file and its bytes; leftovers by their names. */
export function storedFiles(page: Page): Promise<{ urls: string[]; others: string[] }> {
  return page.evaluate(async () => {
    const urls: string[] = [];
    const others: string[] = [];
    const store = await (await navigator.storage.getDirectory()).getDirectoryHandle('tvmjs-opfs-store');
    const webllm = await store.getDirectoryHandle('webllm');
    for (const scope of ['model', 'config', 'wasm']) {
      const folder = await webllm.getDirectoryHandle(scope);
      const names: string[] = [];
      for await (const name of folder.keys()) names.push(name);
      for (const name of names.filter((each) => each.endsWith('.record.json'))) {
        const file = await (await folder.getFileHandle(name)).getFile();
        urls.push((JSON.parse(await file.text()) as { url: string }).url);
      }
      const known = new Set(names.map((name) => name.replace(/\.record\.json$|\.bin$/, '')));
      for (const base of known) if (!names.includes(`${base}.record.json`)) others.push(base);
    }
    return { urls, others };
  });
}

/** Spoils one byte of the stored file whose address ends so, as a failing disk would. */
export function flipByte(page: Page, ending: string): Promise<void> {
  return page.evaluate(async (end) => {
    const store = await (await navigator.storage.getDirectory()).getDirectoryHandle('tvmjs-opfs-store');
    const folder = await (await store.getDirectoryHandle('webllm')).getDirectoryHandle('model');
    for await (const name of folder.keys()) {
      if (!name.endsWith('.record.json')) continue;
      const record = await (await folder.getFileHandle(name)).getFile();
      if (!(JSON.parse(await record.text()) as { url: string }).url.endsWith(end)) continue;
      const payload = await folder.getFileHandle(name.replace('.record.json', '.bin'));
      const bytes = new Uint8Array(await (await payload.getFile()).arrayBuffer());
      const position = bytes.length >> 1;
      const writable = await payload.createWritable({ keepExistingData: true });
      await writable.write({ type: 'write', position, data: new Uint8Array([bytes[position]! ^ 1]) });
      await writable.close();
      return;
    }
    throw new Error(`no stored file ends in ${end}`);
  }, ending);
}

/** Has the page's "choose a folder" give a folder of the private file system, which no person has to press for. */
export function pickFolder(page: Page, name: string): Promise<void> {
  return page.evaluate((folder) => {
    const pick = async () => (await navigator.storage.getDirectory()).getDirectoryHandle(folder, { create: true });
    Object.assign(window, { showDirectoryPicker: pick });
  }, name);
}

/** The SHA-256 of every file below a folder of the private file system, by its path, and the texts of its JSON files. */
export function hashesIn(
  page: Page,
  name: string,
): Promise<{ hashes: Record<string, string>; texts: Record<string, string> }> {
  return page.evaluate(async (folder) => {
    const hashes: Record<string, string> = {};
    const texts: Record<string, string> = {};
    const read = async (directory: FileSystemDirectoryHandle, prefix: string): Promise<void> => {
      for await (const [entry, handle] of directory.entries()) {
        if (handle.kind === 'directory') await read(handle as FileSystemDirectoryHandle, `${prefix}${entry}/`);
        else {
          const file = await (handle as FileSystemFileHandle).getFile();
          const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
          hashes[prefix + entry] = [...new Uint8Array(digest)]
            .map((byte) => byte.toString(16).padStart(2, '0'))
            .join('');
          if (entry === 'manifest.json') texts[prefix + entry] = await file.text();
        }
      }
    };
    await read(await (await navigator.storage.getDirectory()).getDirectoryHandle(folder), '');
    return { hashes, texts };
  }, name);
}
