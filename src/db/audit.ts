import Dexie, { type EntityTable } from 'dexie';
import { timestamp } from '@/clock/clocks';

/** What the log tells of. None holds what a person or the model wrote. */
export type AuditKind =
  | 'vault-made'
  | 'vault-unlocked'
  | 'vault-refused'
  | 'vault-locked'
  | 'passphrase-changed'
  | 'vault-removed'
  | 'exported'
  | 'kiosk-wiped'
  | 'staff-entered'
  | 'staff-refused'
  | 'staff-left'
  | 'model-loaded'
  | 'model-imported'
  | 'model-repaired'
  | 'model-deleted'
  | 'link-opened'
  | 'updated';

export interface AuditEntry {
  id: number;
  /** Milliseconds since 1970, by this computer's clock. */
  at: number;
  kind: AuditKind;
  /** The id of a model, a format, a version, a host; never a text of a person. */
  subject: string | null;
}

/** A database of its own, always on disk: it outlives a kiosk's visitors, and a locked vault writes to it too. */
const log = new (class extends Dexie {
  declare entries: EntityTable<AuditEntry, 'id'>;

  constructor() {
    // Dexie's cache throws, from then on with each write, once a row that was to get its number from the database was refused.
    super('hakui-audit', { cache: 'disabled' });
    this.version(1).stores({ entries: '++id' });
  }
})();

/** Adds to the log. A log that cannot be written stops nobody's work: it says so on the console. */
export async function writeAudit(kind: AuditKind, subject: string | null = null): Promise<void> {
  try {
    await log.entries.add({ at: timestamp(), kind, subject });
  } catch (error) {
    console.warn(`The access log has no entry "${kind}":`, error);
  }
}

/** Newest first. */
export function readAudit(): Promise<AuditEntry[]> {
  return log.entries.orderBy('id').reverse().toArray();
}

/** Lets go of the log for good, so that it can be deleted. */
export function closeAudit(): void {
  log.close();
}
