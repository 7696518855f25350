import { acceptLicence, readSettings } from '@/db/settings';
import type { ModelRecord } from '../../model-config/models/record.ts';

/** Under which a person's consent is remembered: another model, or another licence of the same, is asked for anew. */
export function licenceKey({ id, licence }: Pick<ModelRecord, 'id' | 'licence'>): string {
  return `${id} ${licence.id}`;
}

/** The person read the model's notice and went on. That will do, but not for what is for research only. */
export async function acceptAfterNotice(record: ModelRecord): Promise<void> {
  if (!record.licence.researchOnly) await acceptLicence(licenceKey(record));
}

/**
 * Asks a person once for each model, before its first use, whether they accept its licence. Whoever wants to
 * use a model waits here; `show` has the question shown, or taken away (null).
 */
export class LicenceDesk {
  private asked: { record: ModelRecord; answer: (accepted: boolean) => void } | null = null;

  constructor(private readonly show: (record: ModelRecord | null) => void) {}

  /** Whether the model may be used: at once where it was accepted before. A newer question takes the place of an open one. */
  async allows(record: ModelRecord): Promise<boolean> {
    if (await this.isAccepted(record)) return true;
    this.asked?.answer(false);
    return new Promise((answer) => {
      this.asked = { record, answer };
      this.show(record);
    });
  }

  async isAccepted(record: ModelRecord): Promise<boolean> {
    return (await readSettings()).acceptedLicences.includes(licenceKey(record));
  }

  /** What the person said to the open question, which stays open where that cannot be written down. */
  async answer(accepted: boolean): Promise<void> {
    const asked = this.asked;
    if (asked === null) return;
    if (accepted) await acceptLicence(licenceKey(asked.record));
    if (this.asked !== asked) return;
    this.asked = null;
    this.show(null);
    asked.answer(accepted);
  }
}
