/** What this browser keeps for Hakui, in bytes. */
export interface StorageReport {
  usageBytes: number;
  quotaBytes: number;
  /** Chats and settings; null where the browser gives the sum only. */
  databaseBytes: number | null;
  /** Model files; null where the browser gives the sum only. */
  modelBytes: number | null;
  /** Whether the browser promised not to clear it by itself when space runs out. */
  persisted: boolean;
}

/** Chromium tells the parts too; the standard has only the sum. */
interface DetailedEstimate extends StorageEstimate {
  usageDetails?: { indexedDB?: number; fileSystem?: number };
}

/** Null where the browser does not say. */
export async function readStorage(): Promise<StorageReport | null> {
  const estimate = await orNull(() => navigator.storage.estimate() as Promise<DetailedEstimate>);
  if (estimate?.usage === undefined) return null;
  const persisted = (await orNull(() => navigator.storage.persisted())) ?? false;
  const details = estimate.usageDetails;
  return {
    usageBytes: estimate.usage,
    quotaBytes: estimate.quota ?? 0,
    databaseBytes: details ? (details.indexedDB ?? 0) : null,
    modelBytes: details ? (details.fileSystem ?? 0) : null,
    persisted,
  };
}

/** Has the browser promise not to clear it by itself; false where it does not. */
export const askToPersist = async (): Promise<boolean> => (await orNull(() => navigator.storage.persist())) ?? false;

async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch {
    return null;
  }
}
