import { removeModelFiles } from './addresses';
import type { Journal } from './journal';
import type { ImportPlaces } from './run/places';
import { standingOf } from './run/standing';
import type { Interrupted } from './state';

type Places = Omit<ImportPlaces, 'endpoint'>;

/** Clears away what a crash left, and finds the import that can go on; null where there is none. */
export async function findBrokenOff({ store, journals, manifests }: Places): Promise<Journal | null> {
  await store.sweep();
  const done = (await manifests.read()).manifests;
  const left = await journals.read();
  // Between a model's manifest and the end of its journal the page was closed.
  for (const { id } of left) if (done.has(id)) await journals.remove(id);
  await journals.sweep();
  return left.find(({ id }) => !done.has(id)) ?? null;
}

/** How far an import came, by what is on the disk. */
export async function interruptedAt(
  journal: Journal,
  { store, journals }: Places,
  why: Pick<Interrupted, 'error' | 'needsSource'>,
): Promise<Interrupted> {
  const { totalBytes, neededBytes } = await standingOf(journal, journals, store);
  const { id, name, source } = journal;
  return { step: 'interrupted', id, name, kind: source.kind, totalBytes, doneBytes: totalBytes - neededBytes, ...why };
}

/** Removes all that was written of an import. */
export async function removeImport(id: string, { store, journals }: Places, modelsUrl: string): Promise<void> {
  await journals.remove(id);
  await removeModelFiles(store, modelsUrl, id);
  await store.sweep();
}
