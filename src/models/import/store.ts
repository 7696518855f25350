import { createStore, type StoreApi } from 'zustand/vanilla';
import { writeAudit } from '@/db/audit';
import { readHandles, removeHandles, writeHandles } from '@/db/import-handles';
import { acceptLicence } from '@/db/settings';
import { parseRepositoryId } from '../../../model-config/hub/repository.ts';
import { idFor } from '../../../model-config/models/added-record.ts';
import { licenceKey } from '../licence';
import type { ModelsStore } from '../store';
import { findBrokenOff, interruptedAt, removeImport } from './broken-off';
import { canContinueAfter, ImportError, type ImportErrorData, toImportError } from './errors';
import type { Examined } from './examine';
import { ImportLock } from './import-lock';
import type { Journal } from './journal';
import type { CarryOut } from './orders';
import { planImport, type Surroundings, takenIds } from './plan';
import type { ImportPlaces } from './run/places';
import { FilesAtHand } from './sources/at-hand';
import { type Found, foundByHandles, mayRead } from './sources/found';
import type { Given } from './sources/given';
import type { ImportStanding, ImportState } from './state';
import { TemplateQuestion } from './template-question';

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

export type ImportStore = StoreApi<ImportState>;

export function createImportStore(dependencies: ImportDependencies): ImportStore {
  const { models, places, carryOut, modelsUrl, hub, persist } = dependencies;
  const { store: artifacts, journals } = places;
  const lock = new ImportLock(dependencies.locks);
  /** Of the import that is under way or interrupted. */
  let journal: Journal | null = null;
  const files = new FilesAtHand();
  const question = new TemplateQuestion();
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
        await removeImport(id, places, modelsUrl);
        await dropHandles(id);
      } finally {
        forget();
      }
    }

    /** They are of no use without the import, and cleared with the site's data: that they stay harms nobody. */
    const dropHandles = (id: string) => removeHandles(id).catch(() => undefined);

    function forget(): void {
      journal = null;
      files.forget();
      question.forget();
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
      const after = async () => {
        await lock.free();
        stand({ step: 'idle' });
        await models.getState().examine();
        await get().look();
      };
      void after().catch(fail);
    }

    async function interrupt(stopped: Journal, error: ImportErrorData | null, needsSource = false): Promise<void> {
      try {
        journal = (await journals.read()).find(({ id }) => id === stopped.id) ?? stopped;
        stand(await interruptedAt(journal, places, { error, needsSource }));
        lock.release();
      } catch (thrown) {
        fail(thrown);
      }
    }

    /** Has a source looked at; `examine` gives what is found out. */
    async function plan(name: string, id: string | undefined, examine: () => Promise<Examined>): Promise<void> {
      controller = new AbortController();
      stand({ step: 'examining', name });
      try {
        await lock.acquire();
        const [around, examined] = [await surroundings(), await examine()];
        if (controller.signal.aborted) throw new ImportError('cancelled');
        const planned = planImport(examined, around, id);
        stand({ step: 'planned', plan: planned, given: files.given, freeBytes: await artifacts.freeBytes() });
      } catch (error) {
        if (id !== undefined && !(error instanceof ImportError && error.code === 'other-tab'))
          await journals.remove(id).catch(() => undefined);
        const data = toImportError(error).toData();
        const asking = question.after(name, data, () => plan(name, id, examine));
        if (asking === null) return fail(error);
        lock.release();
        stand(asking);
      }
    }

    const examineGiven = (given: Given) =>
      plan(given.name, undefined, () =>
        carryOut({ kind: 'examine-files', given, template: question.given }, () => {}, controller.signal),
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
          { kind: 'run', journal: order, given: files.given },
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
      void writeAudit('model-imported', id);
      forget();
      // A model that is whole is done, whether the models can be looked at now or not.
      stand({ step: 'done', id, name, unlisted: await unlistedNow() });
    }

    /** Looks at the models; resolves to why they cannot be looked at. */
    async function unlistedNow(): Promise<ImportErrorData | null> {
      try {
        await models.getState().examine();
        return null;
      } catch (error) {
        return toImportError(error).toData();
      }
    }

    /** Goes on with the interrupted import if the files are the same ones. */
    async function continueWith(stopped: Journal, found: Found): Promise<void> {
      try {
        await files.takeAgain(found, stopped);
      } catch (error) {
        return interrupt(stopped, toImportError(error).toData(), true);
      }
      await writeHandles(stopped.id, files.handles).catch(() => undefined);
      await run(stopped);
    }

    async function lookNow(): Promise<void> {
      try {
        await lock.acquire();
      } catch {
        return elsewhere();
      }
      try {
        const stopped = await findBrokenOff(places);
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
          question.forget();
          let given: Given;
          try {
            given = files.take(await promised);
          } catch (error) {
            return fail(error);
          }
          return examineGiven(given);
        }
        if (before.step === 'interrupted' && journal) {
          const more = await promised.catch(toImportError);
          if (more instanceof ImportError) return interrupt(journal, more.toData(), before.needsSource);
          if (journal.source.kind === 'hub') return run(journal);
          await continueWith(journal, files.with(more, journal));
        }
      },

      async giveAdapter(promised) {
        const { standing } = get();
        const { given } = files;
        if (standing.step !== 'planned' || given?.kind !== 'checkpoint') return;
        let both: Given;
        try {
          both = files.addAdapter(given, await promised);
        } catch (error) {
          return fail(error);
        }
        await examineGiven(both);
      },

      async giveTemplate(given) {
        if (get().standing.step !== 'template-wanted') return;
        await question.answer(given);
      },

      async askHub(text) {
        question.forget();
        try {
          const { id: repository, revision } = parseRepositoryId(text);
          const id = idFor(repository.slice(repository.indexOf('/') + 1), takenIds(await surroundings()));
          await plan(repository, id, () =>
            carryOut(
              { kind: 'examine-repository', id, repository, revision, template: question.given },
              () => {},
              controller.signal,
            ),
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
        if (files.handles.length > 0) await writeHandles(id, files.handles).catch(() => undefined);
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
          return models.getState().examine().catch(fail);
        }
        if (stopped.source.kind === 'hub' || files.given) return run(stopped);
        // Without them the person is asked for the file.
        const handles = await readHandles(stopped.id).catch(() => []);
        if (handles.length > 0 && (await mayRead(handles).catch(() => false))) {
          const again = await foundByHandles(handles).catch(() => null);
          if (again) return continueWith(stopped, again);
        }
        await interrupt(stopped, null, true);
      },

      async list() {
        const { standing } = get();
        if (standing.step !== 'done') return;
        const unlisted = await unlistedNow();
        // Meanwhile it may have been dismissed.
        if (get().standing === standing) stand({ ...standing, unlisted });
      },

      dismiss() {
        forget();
        stand({ step: 'idle' });
      },
    };
  });
}
