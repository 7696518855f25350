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
