import { PreparedModels } from '../../../model-config/models/manifest.ts';
import { fetchOrKept } from '../kept-files';
import { KIOSK_CONFIG_FILE, type Kiosk, KioskConfig } from './config';

/** What is wrong with hakui-config.json. `field`: "kiosk.model"; null where it is the whole file. */
export interface ConfigProblem {
  field: string | null;
  reason: string;
}

/** A kiosk does not come up with half of what its owner meant. */
export class KioskConfigError extends Error {
  override name = 'KioskConfigError';

  constructor(readonly problems: readonly [ConfigProblem, ...ConfigProblem[]]) {
    super(problems.map(({ field, reason }) => `${KIOSK_CONFIG_FILE}: ${field ?? ''}: ${reason}`).join('; '));
  }
}

/**
 * Reads hakui-config.json from the folder of `base` (absolute; a page's own address will do); null where there is none, or it says so. Throws
 * KioskConfigError where it can't be read, is not understood, or names a model that does not lie in that folder.
 */
export async function readKioskConfig(base: string): Promise<Kiosk | null> {
  const text = await fetchText(new URL(KIOSK_CONFIG_FILE, base).href);
  if (text === null) return null;
  const parsed = KioskConfig.safeParse(parseJson(text));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => {
      const keys = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
      return { field: [...issue.path, ...keys].join('.') || null, reason: issue.message };
    });
    throw new KioskConfigError(problems as [ConfigProblem, ...ConfigProblem[]]);
  }
  const { kiosk } = parsed.data;
  if (kiosk === null) return null;
  const index = await fetchText(new URL('models/index.json', base).href);
  // A list that can't be read is told on the models' screen.
  const models = PreparedModels.safeParse(index === null ? null : parseJson(index)).data?.models ?? [kiosk.model];
  if (models.includes(kiosk.model)) return kiosk;
  const reason = `"${kiosk.model}" does not lie in models/, which has: ${models.join(', ')}`;
  throw new KioskConfigError([{ field: 'kiosk.model', reason }]);
}

async function fetchText(url: string): Promise<string | null> {
  try {
    const response = await fetchOrKept(url);
    // A server of single-page apps answers a missing file with its page.
    if (response.status === 404 || response.headers.get('content-type')?.startsWith('text/html')) return null;
    if (response.ok) return await response.text();
    throw new Error(`status ${response.status}`);
  } catch (error) {
    throw new KioskConfigError([{ field: null, reason: `${url}: ${(error as Error).message}` }]);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new KioskConfigError([{ field: null, reason: (error as Error).message }]);
  }
}
