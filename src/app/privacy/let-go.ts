import { closeAudit } from '@/db/audit';
import { closeDatabase } from '@/db/schema';

/** Ends what works with stored data; null where nothing was started. */
export type EndOfWork = (() => Promise<void>) | null;

/** Nothing of the page can write to what is being deleted after this. */
export async function letGo(end: EndOfWork): Promise<void> {
  closeDatabase();
  closeAudit();
  await end?.();
}
