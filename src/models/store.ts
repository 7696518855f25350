import { createStore, type StoreApi } from 'zustand/vanilla';
import { writeAudit } from '@/db/audit';
import { readModelSettings, readSettings, writeSetting } from '@/db/settings';
import { abortable } from '@/engine/abortable';
import { EngineError, reasonOf } from '@/engine/errors';
import type { Engine, EngineStatus, LoadedModel } from '@/engine/types';
import type { ModelRecord } from '../../model-config/models/record.ts';
import type { DeviceReport } from './capability';
import { availabilityOf } from './catalog';
import { ModelError } from './errors';
import { type FileActions, fileActions } from './file-actions';
import { acceptAfterNotice, LicenceDesk } from './licence';
import type { Prepared } from './prepared';
import { withContextWindow } from './settings/context-window';
import { settingsFor } from './settings/model-settings';
import { bestOf, knownModels, type ModelEntry, shelve } from './shelves';
import type { ArtifactStore } from './storage/artifact-store';
import { artifactsOf, standingOf } from './storage/model-files';
import { type StoredBytes, storedBytesOf } from './storage/stored-bytes';
import type { StoredManifests } from './storage/stored-manifests';
import type { RunTask } from './tasks/task';
import { TaskList, type TaskStates } from './tasks/task-list';

export interface ModelsDependencies {
  engine: Engine;
  records: readonly ModelRecord[];
  /** Absolute, ends in '/'. */
  modelsUrl: string;
  /** Whether this build may reach the hub. */
  hub: boolean;
  describeDevice(): Promise<DeviceReport>;
  readPrepared(modelsUrl: string): Promise<Prepared>;
  /** The models made in this browser, in the same form. */
  imported: Pick<StoredManifests, 'read' | 'remove'>;
  /** Where this browser keeps models' files. */
  artifacts: ArtifactStore;
  runTask: RunTask;
}

export interface ModelsState extends FileActions {
  /** Null until the device was examined. */
  device: DeviceReport | null;
  /** Empty until the device was examined; then every model there is a record of, those of the catalog first. */
  entries: readonly ModelEntry[];
  /** Models in the folder that cannot be read. */
  problems: readonly ModelError[];
  engine: EngineStatus;
  /** The model that was to start and is not here, until a person chooses one. */
  missedId: string | null;
  /** The model last asked for: being loaded, loaded, or failed to load. */
  wantedId: string | null;
  /** Null until the device was examined. */
  storage: StoredBytes | null;
  /** The model about whose licence a person is asked; what they wanted of it goes on, or not, with their answer. */
  licenceToAccept: ModelRecord | null;
  tasks: TaskStates;
  /** Looks at the device and at what is here; again after a model was added. */
  examine(): Promise<void>;
  /**
   * What opening the app does: examines, then loads the model that `choose` gives, if any. The one used last
   * needs no question about its licence.
   */
  open(choose: (entries: readonly ModelEntry[]) => Promise<ToStart | null>): Promise<void>;
  /** Resolves when the load has ended in any way, or the licence was not accepted; `engine` tells which. */
  load(id: string): Promise<void>;
  /** A person's choice: loads the model, and remembers it for the next time. */
  choose(id: string): Promise<void>;
  /** Whether a person who has just read the model's notice accepts its licence; asks them only about one for research only. */
  consentAfterNotice(id: string): Promise<boolean>;
  answerLicence(accepted: boolean): Promise<void>;
  /** A model's next load is to have this context, in tokens; null: the record's. */
  chooseContext(id: string, contextWindow: number | null): void;
  /** Loads the model last asked for again; from another tab that has the engine, it takes it. */
  retry(): Promise<void>;
  cancelLoad(): void;
  unload(): Promise<void>;
  /**
   * Waits for the model on its way, through the look at the device and the load. A load that had failed
   * is tried again, because a person who asks again means that. Rejects with an EngineError: what the
   * load failed with, `not-loaded` where no model was asked for, `cancelled`.
   */
  whenReady(signal: AbortSignal): Promise<LoadedModel>;
  /** Tokens that instructions take with the template's marks; null where the model is not in memory to count them. Rejects with an EngineError. */
  countInstructions(id: string, text: string, signal: AbortSignal): Promise<number | null>;
}

/** What opening the app loads. `missedId`: what was to be loaded, and is not here. */
export interface ToStart {
  id: string | null;
  missedId: string | null;
}

export type ModelsStore = StoreApi<ModelsState>;

export function createModelsStore(dependencies: ModelsDependencies): ModelsStore {
  const { engine, records, modelsUrl, hub } = dependencies;
  let loading: AbortController | null = null;
  let underway: Promise<void> = Promise.resolve();

  /** Remembers a step that whenReady has to wait for. */
  function step(work: Promise<void>): Promise<void> {
    underway = work;
    return work;
  }

  async function allSteps(): Promise<void> {
    for (let seen = underway; ; seen = underway) {
      // How a load ended is in the engine's status.
      await seen.catch(() => undefined);
      if (seen === underway) return;
    }
  }

  return createStore<ModelsState>()((set, get) => {
    engine.subscribe(() => set({ engine: engine.status }));
    const licences = new LicenceDesk((licenceToAccept) => set({ licenceToAccept }));
    const tasks = new TaskList(dependencies.runTask, (states) => set({ tasks: states }));
    const entryOf = (id: string) => get().entries.find((entry) => entry.record.id === id);

    function usable(id: string) {
      const entry = entryOf(id);
      if (entry?.availability.state !== 'ready') throw new EngineError('not-loaded');
      return { entry, record: entry.record, artifacts: entry.availability.artifacts };
    }

    async function load(id: string): Promise<void> {
      if (await licences.allows(usable(id).record)) await start(id);
    }

    /** Loads a model whose licence is accepted. */
    async function start(id: string): Promise<void> {
      const { artifacts } = usable(id);
      // Two that write the same files would undo each other's work; what the task finished is used.
      if (get().tasks[id]?.state === 'working') await tasks.stop(id);
      loading?.abort();
      const controller = new AbortController();
      loading = controller;
      set({ wantedId: id });
      try {
        await engine.load(artifacts, undefined, controller.signal);
        void writeAudit('model-loaded', id);
      } catch (error) {
        // The engine's status carries what happened to the screens.
        if (!(error instanceof EngineError)) throw error;
      } finally {
        if (loading === controller) loading = null;
      }
    }

    async function usedBefore(id: string): Promise<boolean> {
      return (await readSettings()).lastModel === id || licences.isAccepted(usable(id).record);
    }

    return {
      device: null,
      entries: [],
      problems: [],
      engine: engine.status,
      missedId: null,
      wantedId: null,
      storage: null,
      licenceToAccept: null,
      tasks: {},

      async examine() {
        // What cannot be looked at counts as not there, and is told: the rest is looked at all the same.
        const failures: ModelError[] = [];
        const orElse = <T>(work: () => Promise<T>, fallback: T): Promise<T> =>
          work().catch((error: unknown) => {
            failures.push(new ModelError('storage-failed', { reason: reasonOf(error) }, { cause: error }));
            return fallback;
          });
        const device = await dependencies.describeDevice();
        const hasFiles = !device.lacks.includes('files');
        const nothing = { manifests: new Map(), problems: [] };
        if (hasFiles) await orElse(() => dependencies.artifacts.sweep(), 0);
        const [prepared, imported, stored, settings] = await Promise.all([
          dependencies.readPrepared(modelsUrl),
          hasFiles ? orElse(() => dependencies.imported.read(), nothing) : nothing,
          hasFiles ? orElse(() => dependencies.artifacts.addresses(), []) : [],
          orElse(readModelSettings, new Map<string, unknown>()),
        ]);
        const known = knownModels(records, prepared, imported);
        const place = { modelsUrl, reachable: !prepared.offline };
        const shelved = known.map(async (model) => {
          const { contextWindow } = settingsFor(model.record, settings.get(model.record.id));
          const asPublished = availabilityOf(model.record, model.manifest, device, { modelsUrl, hub });
          const availability = withContextWindow(asPublished, model.record, device, contextWindow);
          const standing = await orElse(
            () => standingOf(model, artifactsOf({ availability }), modelsUrl, dependencies.artifacts, stored),
            { bytes: 0, complete: false },
          );
          return shelve(model, availability, standing, place);
        });
        const entries = await Promise.all(shelved);
        const problems = [...prepared.problems, ...imported.problems, ...failures];
        set({ device, entries, problems, storage: storedBytesOf(known, modelsUrl, stored) });
      },

      open(choose) {
        const opening = async () => {
          await get().examine();
          const { id, missedId } = (await choose(get().entries)) ?? { id: null, missedId: null };
          set({ missedId });
          if (id === null) return;
          if (await usedBefore(id)) void step(start(id));
          else void get().load(id);
        };
        return step(opening());
      },

      load: (id) => step(load(id)),

      choose(id) {
        const choosing = async () => {
          const { record } = usable(id);
          if (!(await licences.allows(record))) return;
          set({ missedId: null });
          // Which one was used last matters to the next start alone: it keeps none from being used now.
          const unsaved = await writeSetting('lastModel', id).then(() => null, toError);
          await start(id);
          if (unsaved) throw unsaved;
          // What was downloaded now stands elsewhere.
          if (entryOf(id)?.stored.complete === false) await get().examine();
        };
        return step(choosing());
      },

      async consentAfterNotice(id) {
        const { record } = usable(id);
        await acceptAfterNotice(record);
        return licences.allows(record);
      },

      answerLicence: (accepted) => licences.answer(accepted),

      ...fileActions({ ...dependencies, tasks, get, allows: (record) => licences.allows(record) }),
      chooseContext(id, contextWindow) {
        const { device, entries } = get();
        if (device === null) return;
        const changed = entries.map((entry) => {
          if (entry.record.id !== id) return entry;
          return { ...entry, availability: withContextWindow(entry.availability, entry.record, device, contextWindow) };
        });
        set({ entries: changed });
      },

      async retry() {
        const { wantedId, engine: status } = get();
        if (wantedId === null) return;
        if (status.state === 'failed' && status.error.code === 'other-tab') await step(engine.takeOver());
        await get().load(wantedId);
      },

      cancelLoad() {
        loading?.abort();
        set({ wantedId: null });
      },

      async unload() {
        set({ wantedId: null });
        await engine.unload();
      },

      async whenReady(signal) {
        const { wantedId, engine: before } = get();
        if (before.state === 'failed' && wantedId !== null) void get().load(wantedId);
        await abortable(allSteps(), signal);
        const status = get().engine;
        if (status.state === 'failed') throw status.error;
        const model = loadedModel(status);
        if (!model) throw new EngineError('not-loaded');
        return model;
      },

      async countInstructions(id, text, signal) {
        if (loadedModel(get().engine)?.id !== id) return null;
        const prompt = [
          { role: 'system', content: text },
          { role: 'user', content: '' },
        ] as const;
        return (await engine.countTokens([...prompt], signal)).frame;
      },
    };
  });
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** The model that is in memory, in whatever state short of failure. */
export function loadedModel(status: EngineStatus): LoadedModel | null {
  return 'model' in status ? status.model : null;
}

/** The first of the models that a person chose which is here, else the best one. */
export function modelToStart(entries: readonly ModelEntry[], chosen: readonly (string | null)[]): ToStart {
  const ids = chosen.filter((id) => id !== null);
  const here = ids.find((id) => entries.some((each) => each.record.id === id && each.shelf === 'here'));
  const missedId = ids[0] !== here ? ids[0]! : null;
  return { id: here ?? bestOf(entries)?.record.id ?? null, missedId };
}
