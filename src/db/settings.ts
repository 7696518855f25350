import { z } from 'zod';
import { db } from './schema';

/** What a person chose on this browser. Language and theme stand in localStorage, for they are needed before the first paint. */
const Settings = z.object({
  firstRunDone: z.boolean().catch(false),
  /** The model to start with; null: the last one used. */
  defaultModel: z.string().nullable().catch(null),
  /** The model a person chose last; null: none yet, so the best one for the device. */
  lastModel: z.string().nullable().catch(null),
  /** Null: as the model's record says. */
  temperature: z.number().min(0).max(2).nullable().catch(null),
  /** Which licences were accepted, each as "<model> <licence>". */
  acceptedLicences: z.array(z.string()).catch([]),
});
export type Settings = z.infer<typeof Settings>;

/** A row that cannot be read counts as not set. */
export async function readSettings(): Promise<Settings> {
  const rows = await db.settings.toArray();
  return Settings.parse(Object.fromEntries(rows.map((row) => [row.key, row.value])));
}

export async function writeSetting<K extends keyof Settings>(key: K, value: Settings[K]): Promise<void> {
  await db.settings.put({ key, value });
}

export async function acceptLicence(licence: string): Promise<void> {
  await db.transaction('rw', db.settings, async () => {
    const { acceptedLicences } = await readSettings();
    if (!acceptedLicences.includes(licence)) await writeSetting('acceptedLicences', [...acceptedLicences, licence]);
  });
}

/** A model that was removed is not the one to start with. */
export async function forgetModel(id: string): Promise<void> {
  await db.transaction('rw', db.settings, async () => {
    const { defaultModel, lastModel } = await readSettings();
    if (defaultModel === id) await writeSetting('defaultModel', null);
    if (lastModel === id) await writeSetting('lastModel', null);
  });
}
