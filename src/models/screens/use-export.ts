import { useState } from 'react';
import { useModels } from '../context';

/** Not in every browser, nor in TypeScript's library. */
interface FolderPicker {
  showDirectoryPicker?: (options: { id: string; mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>;
}

/** Has a person choose a folder and copies the model there. `cannot`: they tried, and this browser has no such thing. */
export function useExport(id: string): { start: () => void; cannot: boolean } {
  const [cannot, setCannot] = useState(false);
  const exportTo = useModels((models) => models.exportTo);

  async function start() {
    const { showDirectoryPicker: pick } = window as FolderPicker;
    if (pick === undefined) {
      setCannot(true);
      return;
    }
    try {
      await exportTo(id, await pick({ id: 'hakui-models', mode: 'readwrite' }));
    } catch (error) {
      // The person closed the browser's dialog, or did not let this page write.
      if (!(error instanceof DOMException)) throw error;
    }
  }

  return { start: () => void start(), cannot };
}
