import { createStore, type StoreApi } from 'zustand/vanilla';
import { writeAudit } from '@/db/audit';
import { readHandles, removeHandles, writeHandles } from '@/db/import-handles';
import { acceptLicence } from '@/db/settings';
import type { GivenTemplate } from '../../../model-config/convert/template.ts';
import { parseRepositoryId } from '../../../model-config/hub/repository.ts';
import { idFor } from '../../../model-config/models/added-record.ts';
import { licenceKey } from '../licence';
import type { ModelsStore } from '../store';
import { removeModelFiles } from './addresses';
import { canContinueAfter, formsWanted, ImportError, type ImportErrorData, toImportError } from './errors';
import type { Examined } from './examine';
import { ImportLock } from './import-lock';
import type { Journal } from './journal';
import type { CarryOut } from './orders';
import { planImport, type Surroundings, takenIds } from './plan';
import type { ImportPlaces } from './run/places';
import { standingOf } from './run/standing';
import { type Found, foundByHandles, mayRead } from './sources/found';
import { type Given, recognise, recogniseAdapter } from './sources/given';
import { firstOther, identitiesOf } from './sources/identity';
import type { ImportStanding } from './state';

export interface ImportDependencies {
  models: ModelsStore;
  places: Omit<ImportPlaces, 'endpoint'>;
  carryOut: CarryOut;
  locks: Pick<LockManager, 'request'> | undefined;
  /** Asks the browser not to clear this origin's storage by itself. */
  persist(): Promise<unknown>;
  modelsUrl: string;
  hub: boolean;
}

export interface ImportState extends ImportActions {
  standing: ImportStanding;
  /** Whether this build may reach the hub. */
  hub: boolean;
}

export interface ImportActions {
  /** What opening the page does: finds an import that was broken off, and clears away what a crash left. */
  look(): Promise<void>;
  /** Files for a new import, or those that an interrupted one asked for. */
  give(found: Promise<Found>): Promise<void>;
  /** A LoRA adapter for the checkpoint that is planned. */
  giveAdapter(found: Promise<Found>): Promise<void>;
  /** A template for the model that wants one. */
  giveTemplate(template: GivenTemplate): Promise<void>;
  /** A repository by its id or address. */
  askHub(text: string): Promise<void>;
  start(): Promise<void>;
  pause(): void;
  /** Ends what is under way, and removes every byte of it. */
  cancel(): Promise<void>;
  continue(): Promise<void>;
  /** From a failure or an end back to the beginning. */
  dismiss(): void;
}

export type ImportStore = StoreApi<ImportState>;

export function createImportStore(dependencies: ImportDependencies): ImportStore {
  const { models, places, carryOut, modelsUrl, hub, persist } = dependencies;
  const { store: artifacts, journals, manifests } = places;
  const lock = new ImportLock(dependencies.locks);
  /** Of the import that is under way or interrupted. */
  let journal: Journal | null = null;
  /** Its files and how they are found again, as far as this page has them. */
  let given: Given | null = null;
  let found: Found = { files: [], handles: [] };
  /** A template that a person gave for it, and how the source is looked at once more with that. */
  let template: GivenTemplate | null = null;
  let lookAgain: (() => Promise<void>) | null = null;
  /** What is wrong with its own. */
  let wanted: ImportErrorData | null = null;
  let controller = new AbortController();
  let cancelled = false;
  let looking: Promise<void> | null = null;

  return createStore<ImportState>()((set, get) => {
    const stand = (standing: ImportStanding) => set({ standing });

    async function surroundings(): Promise<Surroundings> {
      if (models.getState().device === null) await models.getState().examine();
      const { device, entries } = models.getState();
      return { device: device!, entries, modelsUrl, hub };
    }

    /** Removes all that there is of an import, and lets another begin, also where it rejects. */
    async function discard(id: string): Promise<void> {
      try {
        await journals.remove(id);
        await removeModelFiles(artifacts, modelsUrl, id);
        await artifacts.sweep();
        await dropHandles(id);
      } finally {
        forget();
      }
    }

    /** They are of no use without the import, and cleared with the site's data: that they stay harms nobody. */
    const dropHandles = (id: string) => removeHandles(id).catch(() => undefined);

    function forget(): void {
      journal = null;
      given = null;
      found = { files: [], handles: [] };
      template = null;
      lookAgain = null;
      lock.release();
    }

    function fail(error: unknown): void {
      const { code, details } = toImportError(error);
      lock.release();
      if (code === 'other-tab') elsewhere();
      else stand(code === 'cancelled' ? { step: 'idle' } : { step: 'failed', error: { code, details } });
    }

    function elsewhere(): void {
      stand({ step: 'elsewhere' });
      void lock.free().then(async () => {
        stand({ step: 'idle' });
        await models.getState().examine();
        await get().look();
      });
    }

    async function interrupt(stopped: Journal, error: ImportErrorData | null, needsSource = false): Promise<void> {
      try {
        await showInterrupted(stopped, error, needsSource);
      } catch (thrown) {
        fail(thrown);
      }
    }

    async function showInterrupted(
      stopped: Journal,
      error: ImportErrorData | null,
      needsSource: boolean,
    ): Promise<void> {
      journal = (await journals.read()).find(({ id }) => id === stopped.id) ?? stopped;
      const { totalBytes, neededBytes } = await standingOf(journal, journals, artifacts);
      const { id, name, source } = journal;
      const figures = { totalBytes, doneBytes: totalBytes - neededBytes };
      stand({ step: 'interrupted', id, name, kind: source.kind, ...figures, needsSource, error });
      lock.release();
    }

    /** Has a source looked at; `examine` gives what is found out. */
    async function plan(name: string, id: string | undefined, examine: () => Promise<Examined>): Promise<void> {
      controller = new AbortController();
      lookAgain = () => plan(name, id, examine);
      stand({ step: 'examining', name });
      try {
        await lock.acquire();
        const [around, examined] = [await surroundings(), await examine()];
        if (controller.signal.aborted) throw new ImportError('cancelled');
        const planned = planImport(examined, around, id);
        stand({ step: 'planned', plan: planned, given, freeBytes: await artifacts.freeBytes() });
      } catch (error) {
        if (id !== undefined && !(error instanceof ImportError && error.code === 'other-tab'))
          await journals.remove(id).catch(() => undefined);
        const data = toImportError(error).toData();
        if (formsWanted(data) === null) return fail(error);
        lock.release();
        if (template === null || wanted === null) wanted = data;
        const refused = template && { template, error: data };
        stand({ step: 'template-wanted', name, error: wanted, refused });
      }
    }

    const examineGiven = (files: Given) =>
      plan(files.name, undefined, () =>
        carryOut({ kind: 'examine-files', given: files, template }, () => {}, controller.signal),
      );

    async function run(order: Journal): Promise<void> {
      journal = order;
      cancelled = false;
      controller = new AbortController();
      const { id, name } = order;
      stand({ step: 'working', name, progress: null, stopping: false });
      try {
        await lock.acquire();
        await carryOut(
          { kind: 'run', journal: order, given },
          (progress) => {
            const { standing } = get();
            if (standing.step === 'working') stand({ ...standing, progress });
          },
          controller.signal,
        );
      } catch (thrown) {
        const error = toImportError(thrown).toData();
        if (error.code === 'other-tab') return fail(thrown);
        const paused = error.code === 'cancelled' && !cancelled;
        const kept = canContinueAfter(error, order.source.kind === 'hub' ? 'hub' : 'files');
        if (paused || kept) return interrupt(order, paused ? null : error);
        await discard(id).catch(() => undefined);
        return fail(thrown);
      }
      await dropHandles(id);
      await models.getState().examine();
      void writeAudit('model-imported', id);
      stand({ step: 'done', id, name });
      forget();
    }

    /** Goes on with the interrupted import if the files are the same ones. */
    async function continueWith(stopped: Journal, newlyFound: Found): Promise<void> {
      const { source } = stopped;
      if (source.kind === 'hub') return run(stopped);
      try {
        found = newlyFound;
        given = recognise(newlyFound.files);
        const other = firstOther(source.files, await identitiesOf(given));
        if (other !== null) throw new ImportError('other-source', { file: other });
      } catch (error) {
        given = null;
        return interrupt(stopped, toImportError(error).toData(), true);
      }
      await writeHandles(stopped.id, found.handles).catch(() => undefined);
      await run(stopped);
    }

    async function lookNow(): Promise<void> {
      try {
        await lock.acquire();
      } catch {
        return elsewhere();
      }
      try {
        await artifacts.sweep();
        const done = (await manifests.read()).manifests;
        const left = await journals.read();
        // Between a model's manifest and the end of its journal the page was closed.
        for (const { id } of left) if (done.has(id)) await journals.remove(id);
        await journals.sweep();
        const stopped = left.find(({ id }) => !done.has(id));
        if (stopped) await interrupt(stopped, null);
      } catch (error) {
        fail(error);
      } finally {
        lock.release();
      }
    }

    return {
      standing: { step: 'idle' },
      hub,

      look() {
        if (get().standing.step !== 'idle') return Promise.resolve();
        looking ??= lookNow().finally(() => {
          looking = null;
        });
        return looking;
      },

      async give(promised) {
        const before = get().standing;
        if (before.step === 'idle' || before.step === 'failed' || before.step === 'done') {
          template = null;
          try {
            found = await promised;
            given = recognise(found.files);
          } catch (error) {
            return fail(error);
          }
          return examineGiven(given);
        }
        if (before.step === 'interrupted' && journal) {
          const more = await promised.catch(toImportError);
          if (more instanceof ImportError) return interrupt(journal, more.toData(), before.needsSource);
          const paths = new Set(more.files.map(({ path }) => path));
          // With an adapter there are two folders, which may come one after the other.
          const earlier = hasAdapter(journal) ? found.files.filter(({ path }) => !paths.has(path)) : [];
          const handles = hasAdapter(journal) ? [...found.handles, ...more.handles] : more.handles;
          await continueWith(journal, { files: [...more.files, ...earlier], handles });
        }
      },

      async giveAdapter(promised) {
        const { standing } = get();
        if (standing.step !== 'planned' || given?.kind !== 'checkpoint') return;
        try {
          const more = await promised;
          given = { ...given, adapter: recogniseAdapter(more.files) };
          found = { files: [...found.files, ...more.files], handles: [...found.handles, ...more.handles] };
        } catch (error) {
          return fail(error);
        }
        await examineGiven(given);
      },

      async giveTemplate(given) {
        if (get().standing.step !== 'template-wanted') return;
        template = given;
        await lookAgain?.();
      },

      async askHub(text) {
        template = null;
        try {
          const { id: repository, revision } = parseRepositoryId(text);
          const id = idFor(repository.slice(repository.indexOf('/') + 1), takenIds(await surroundings()));
          await plan(repository, id, () =>
            carryOut({ kind: 'examine-repository', id, repository, revision, template }, () => {}, controller.signal),
          );
        } catch (error) {
          fail(error);
        }
      },

      async start() {
        const { standing } = get();
        if (standing.step !== 'planned') return;
        const { id, task } = standing.plan.journal;
        // The person has just said that it may be used. About one of the catalog its own notice is still to be read.
        const record = task.kind === 'convert' ? task.record : task.manifest.record;
        if (record) await acceptLicence(licenceKey(record));
        await persist().catch(() => undefined);
        if (found.handles.length > 0) await writeHandles(id, found.handles).catch(() => undefined);
        await run(standing.plan.journal);
      },

      pause() {
        const { standing } = get();
        if (standing.step === 'working') stand({ ...standing, stopping: true });
        controller.abort();
      },

      async cancel() {
        const { standing } = get();
        if (standing.step === 'working') cancelled = true;
        if (standing.step === 'working' || standing.step === 'examining') return get().pause();
        const id = standing.step === 'planned' ? standing.plan.journal.id : journal?.id;
        try {
          await lock.acquire();
          if (id !== undefined) await discard(id);
          stand({ step: 'idle' });
        } catch (error) {
          fail(error);
        }
      },

      async continue() {
        const { standing } = get();
        if (standing.step !== 'interrupted') return;
        const left = await journals.read().catch(toImportError);
        if (left instanceof ImportError) return stand({ ...standing, error: left.toData() });
        const stopped = left.find(({ id }) => id === standing.id);
        if (!stopped) {
          // Another tab has ended it.
          get().dismiss();
          return models.getState().examine();
        }
        if (stopped.source.kind === 'hub' || given) return run(stopped);
        // Without them the person is asked for the file.
        const handles = await readHandles(stopped.id).catch(() => []);
        if (handles.length > 0 && (await mayRead(handles).catch(() => false))) {
          const again = await foundByHandles(handles).catch(() => null);
          if (again) return continueWith(stopped, again);
        }
        await interrupt(stopped, null, true);
      },

      dismiss() {
        forget();
        stand({ step: 'idle' });
      },
    };
  });
}

const hasAdapter = ({ source }: Journal) =>
  source.kind === 'checkpoint' && source.files.some(({ path }) => path.startsWith('adapter/'));
