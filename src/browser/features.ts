/*
 * What Hakui uses of a browser that an old one lacks, or that one refuses to a page: by its settings, in a private window, on a
 * managed computer. One table for start-up, the first run and the screens, so that each says the same of the same lack.
 */

/** Without which of these nothing works, no model runs, or something is merely less. */
export type Need = 'everything' | 'models' | 'comfort';

/** `absent`: not in this browser. `refused`: there, but not for this page. `silent`: no answer in time. */
export type Cause = 'absent' | 'refused' | 'silent';

export interface Lack<F extends Feature = Feature> {
  feature: F;
  cause: Cause;
  /** The browser's own words; null where it has none. */
  reason: string | null;
}

interface Probe {
  need: Need;
  /** False or undefined where it is not there; throws or rejects where it is refused. */
  works: () => boolean | Promise<unknown> | undefined;
}

const scope = (): Partial<typeof globalThis> => globalThis;
const LOCK = 'hakui-probe';

const FEATURES = {
  /** Web Locks: that two tabs do not write the same answer or run. */
  locks: {
    need: 'everything',
    works: () => navigator.locks?.request(LOCK, { mode: 'shared' }, () => true),
  },
  /** That tabs hear each other, and that the network ledger hears of the workers. */
  channels: {
    need: 'everything',
    works: () => {
      if (scope().BroadcastChannel === undefined) return false;
      new BroadcastChannel(LOCK).close();
      return true;
    },
  },
  /** Identities, checksums, the vault. */
  crypto: {
    need: 'everything',
    works: () => scope().crypto?.subtle !== undefined && crypto.randomUUID !== undefined,
  },
  /** Parts of the language that Hakui's own code is written in. */
  language: {
    need: 'everything',
    works: () =>
      scope().structuredClone !== undefined &&
      scope().ReadableStream !== undefined &&
      typeof scope().AbortSignal?.any === 'function' &&
      typeof scope().Intl?.Segmenter === 'function' &&
      typeof Array.prototype.toSorted === 'function',
  },
  /** The browser's private file system (OPFS), where models' files are. */
  files: {
    need: 'models',
    works: () => navigator.storage?.getDirectory?.(),
  },
  /** In which a model's program and the checksums run. */
  wasm: {
    need: 'models',
    works: () => scope().WebAssembly !== undefined,
  },
  /** In which models run, so that no screen stands still. A worker has no other workers to start, and needs none. */
  workers: {
    need: 'models',
    works: () => scope().document === undefined || scope().Worker !== undefined,
  },
  /** Language and appearance over a reload. */
  choices: {
    need: 'comfort',
    works: () => scope().localStorage !== undefined,
  },
} satisfies Record<string, Probe>;

export type Feature = keyof typeof FEATURES;
type NeededFor<N extends Need> = { [F in Feature]: (typeof FEATURES)[F]['need'] extends N ? F : never }[Feature];
export type GeneralFeature = NeededFor<'everything'>;
export type ModelFeature = NeededFor<'models'>;

/** Each probe takes milliseconds; one that hangs does not hold the page up for longer. */
const PATIENCE_MS = 4_000;

/** What is missing of all that is needed for something, in the table's order. Never rejects. */
export async function lacking<N extends Need>(need: N): Promise<Lack<NeededFor<N>>[]> {
  const asked = (Object.keys(FEATURES) as NeededFor<N>[]).filter((feature) => FEATURES[feature].need === need);
  const lacks = await Promise.all(asked.map(lackOf));
  return lacks.filter((lack) => lack !== null);
}

/** What is refused once, as by a disk with much to do, is asked for once more: without it Hakui would be shut until the next load. */
async function lackOf<F extends Feature>(feature: F): Promise<Lack<F> | null> {
  const works = async () => FEATURES[feature].works();
  try {
    const answer = await inTime(() => works().catch(works), PATIENCE_MS);
    return answer === false || answer === undefined ? { feature, cause: 'absent', reason: null } : null;
  } catch (error) {
    if (error instanceof Silence) return { feature, cause: 'silent', reason: null };
    return { feature, cause: 'refused', reason: String(error) };
  }
}

/** What a browser was asked for did not come in time. */
class Silence extends Error {
  override name = 'Silence';
}

/** Rejects with Silence where the work has not settled in time. */
export function inTime<T>(work: () => Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Silence(`no answer in ${milliseconds / 1000} s`)), milliseconds);
  });
  return Promise.race([work(), silence]).finally(() => clearTimeout(timer));
}
