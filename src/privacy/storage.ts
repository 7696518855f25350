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

export async function readStorage(): Promise<StorageReport> {
  const [estimate, persisted] = await Promise.all([
    navigator.storage.estimate() as Promise<DetailedEstimate>,
    navigator.storage.persisted(),
  ]);
  const details = estimate.usageDetails;
  return {
    usageBytes: estimate.usage ?? 0,
    quotaBytes: estimate.quota ?? 0,
    databaseBytes: details ? (details.indexedDB ?? 0) : null,
    modelBytes: details ? (details.fileSystem ?? 0) : null,
    persisted,
  };
}
