import { z } from 'zod';
import { db, disk } from './schema';
import { reading, writing } from './storage';

/** What a person chose on this browser. Language and theme stand in localStorage, for they are needed before the first paint. */
const Settings = z.object({
  firstRunDone: z.boolean().catch(false),
  /** The model to start with; null: the last one used. */
  defaultModel: z.string().nullable().catch(null),
  /** The model a person chose last; null: none yet, so the best one for the device. */
  lastModel: z.string().nullable().catch(null),
  /** Which licences were accepted, each as "<model> <licence>". */
  acceptedLicences: z.array(z.string()).catch([]),
  /** After how many minutes without a touch an open vault locks. */
  vaultIdleMinutes: z.literal([1, 5, 10, 30]).catch(10),
  /** Whether it locks a while after its tab was hidden. */
  vaultLocksHidden: z.boolean().catch(true),
});
export type Settings = z.infer<typeof Settings>;

const LICENCES = 'acceptedLicences';

/**
 * A row that cannot be read counts as not set. Accepted licences stand on the disk also where all else is in memory: they were
 * accepted for this computer, by whom set it up.
 */
export async function readSettings(): Promise<Settings> {
  const [rows, accepted] = await reading(() => Promise.all([db.settings.toArray(), disk.settings.get(LICENCES)]));
  return Settings.parse({
    ...Object.fromEntries(rows.map((row) => [row.key, row.value])),
    [LICENCES]: accepted?.value,
  });
}

export async function writeSetting<K extends keyof Settings>(key: K, value: Settings[K]): Promise<void> {
  await writing(() => (key === LICENCES ? disk : db).settings.put({ key, value }));
}

export async function acceptLicence(licence: string): Promise<void> {
  await writing(() =>
    disk.transaction('rw', disk.settings, async () => {
      const accepted = Settings.shape[LICENCES].parse((await disk.settings.get(LICENCES))?.value);
      if (!accepted.includes(licence)) await writeSetting(LICENCES, [...accepted, licence]);
    }),
  );
}

/** A model that was removed is not the one to start with, and what was set for it goes with it. */
export async function forgetModel(id: string): Promise<void> {
  await writing(() =>
    db.transaction('rw', db.settings, async () => {
      const { defaultModel, lastModel } = await readSettings();
      if (defaultModel === id) await writeSetting('defaultModel', null);
      if (lastModel === id) await writeSetting('lastModel', null);
      await db.settings.delete(OF_MODEL + id);
    }),
  );
}

const OF_MODEL = 'model:';

/** What was chosen for each model, by its id, as it was written: src/models/settings tells what of it may be used. */
export async function readModelSettings(): Promise<Map<string, unknown>> {
  const rows = await reading(() => db.settings.where('key').startsWith(OF_MODEL).toArray());
  return new Map(rows.map(({ key, value }) => [key.slice(OF_MODEL.length), value]));
}

/** Changes some of a model's settings; the others stay. */
export function changeModelSettings(modelId: string, change: Readonly<Record<string, unknown>>): Promise<void> {
  const key = OF_MODEL + modelId;
  return writing(() =>
    db.transaction('rw', db.settings, async () => {
      const before = (await db.settings.get(key))?.value;
      await db.settings.put({ key, value: { ...(before instanceof Object ? before : {}), ...change } });
    }),
  );
}
