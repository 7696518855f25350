import { Manifest, PreparedModels } from '../../../model-config/models/manifest.ts';
import { KIOSK_CONFIG_FILE, type Kiosk, KioskConfig } from './config';
import { type ConfigProblem, KioskConfigError } from './config-error';
import { readFile } from './read-file';

const LIST = 'models/index.json';

/** How the page is to come up. */
export interface ReadConfig {
  /** Null only where the file says so: the whole app. */
  kiosk: Kiosk | null;
  /** As it was read. */
  text: string;
  /** Whether it is an earlier copy, because the server did not answer. */
  kept: boolean;
}

/**
 * Reads hakui-config.json from the folder of `base` (absolute; a page's own address will do), and what else decides which model a
 * kiosk loads. Throws KioskConfigError where one of these files is missing, can't be read or is not understood: no file never
 * means no kiosk.
 */
export async function readKioskConfig(base: string): Promise<ReadConfig> {
  const { value, text, kept } = await readFile(KIOSK_CONFIG_FILE, base, KioskConfig);
  const { kiosk } = value;
  if (kiosk !== null) await expectModel(kiosk.model, base);
  return { kiosk, text, kept };
}

async function expectModel(model: string, base: string): Promise<void> {
  const { models } = (await readFile(LIST, base, PreparedModels)).value;
  if (!models.includes(model)) {
    const details = { model, found: models.join(', ') || '–' };
    throw new KioskConfigError(KIOSK_CONFIG_FILE, [{ fault: 'other-model', details }]);
  }
  const file = `models/${model}/manifest.json`;
  const { id, variants } = (await readFile(file, base, Manifest)).value;
  const wrong = (field: string, reason: string): ConfigProblem => ({ fault: 'field', details: { field, reason } });
  if (id !== model) throw new KioskConfigError(file, [wrong('id', `"${id}" ≠ "${model}"`)]);
  if (variants.length === 0) throw new KioskConfigError(file, [wrong('variants', '[]')]);
}

/**
 * For a page that started from an earlier copy: looks each minute whether the server answers again, and calls `changed` where what
 * it has then is not that copy. Returns how to stop.
 */
export function watchConfig(base: string, { text, kept }: ReadConfig, changed: () => void): () => void {
  if (!kept) return () => undefined;
  const look = async () => {
    const now = await readFile(KIOSK_CONFIG_FILE, base, KioskConfig).catch((error: KioskConfigError) => error);
    if ('kept' in now && now.kept) return;
    if (now instanceof KioskConfigError && now.problems[0].fault === 'unreachable') return;
    clearInterval(timer);
    if (now instanceof KioskConfigError || now.text !== text) changed();
  };
  const timer = setInterval(() => void look(), 60_000);
  return () => clearInterval(timer);
}
