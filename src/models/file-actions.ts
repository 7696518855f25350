import { writeAudit } from '@/db/audit';
import { forgetModel } from '@/db/settings';
import type { Engine } from '@/engine/types';
import { tabs } from '@/tabs/this-tab';
import type { ModelRecord } from '../../model-config/models/record.ts';
import { isBad } from './integrity/verify-files';
import type { ModelEntry } from './shelves';
import type { ArtifactStore } from './storage/artifact-store';
import { artifactsOf, filesOf } from './storage/model-files';
import { removeModel } from './storage/remove-model';
import { strayFiles } from './storage/stored-bytes';
import type { StoredManifests } from './storage/stored-manifests';
import { headOf } from './tasks/manifest-head';
import type { TaskList, TaskStates } from './tasks/task-list';

/** What is done with the files of a model, whether it is loaded or not. */
export interface FileActions {
  /** Brings the model into this browser without loading it. This and the next three resolve when `tasks` tells how it ended. */
  download(id: string): Promise<void>;
  verify(id: string): Promise<void>;
  /** Fetches the files anew that the last verification found bad, or that one made now finds so. */
  repair(id: string): Promise<void>;
  exportTo(id: string, folder: FileSystemDirectoryHandle): Promise<void>;
  cancelTask(id: string): void;
  dismissTask(id: string): void;
  /** Removes all of the model from this browser, and unloads it first. */
  remove(id: string): Promise<void>;
  /** Removes the files that no model known here has any use for. */
  removeStray(): Promise<void>;
}

interface Needs {
  modelsUrl: string;
  engine: Engine;
  artifacts: ArtifactStore;
  imported: Pick<StoredManifests, 'remove'>;
  tasks: TaskList;
  /** Whether a person accepts the model's licence; asks them where need be. */
  allows(record: ModelRecord): Promise<boolean>;
  get(): {
    entries: readonly ModelEntry[];
    wantedId: string | null;
    tasks: TaskStates;
    examine(): Promise<void>;
    unload(): Promise<void>;
  };
}

export function fileActions({ modelsUrl, engine, artifacts, imported, tasks, allows, get }: Needs): FileActions {
  const entryOf = (id: string) => get().entries.find((entry) => entry.record.id === id);
  const filesHere = (entry: ModelEntry) => filesOf(entry, artifactsOf(entry), modelsUrl, artifacts);

  /** What the last verification found bad; null where there was none since. */
  function knownBad(id: string): string[] | null {
    const last = get().tasks[id];
    if (last?.state !== 'done' || last.result.kind !== 'verify') return null;
    return last.result.files.filter(isBad).map(({ path }) => path);
  }

  async function letGo(id: string): Promise<void> {
    const { status } = engine;
    const loadedId = 'model' in status ? status.model.id : null;
    if (get().wantedId === id || loadedId === id) await get().unload();
  }

  tabs.hear('model-deleted', ({ modelId }) => void tasks.stop(modelId).then(() => letGo(modelId)));
  tabs.hear('models-changed', () => void get().examine());

  return {
    async download(id) {
      const entry = entryOf(id);
      const loads = entry ? artifactsOf(entry) : null;
      if (!entry || !loads || !(await allows(entry.record))) return;
      await tasks.start(id, 'download', async () => ({ artifacts: loads }));
      await get().examine();
    },

    async verify(id) {
      const entry = entryOf(id);
      if (!entry) return;
      await tasks.start(id, 'verify', async () => ({ files: await filesHere(entry) }));
      // What is damaged does not count as here any more, also where it was cancelled later.
      await get().examine();
    },

    async repair(id) {
      const entry = entryOf(id);
      const loads = entry ? artifactsOf(entry) : null;
      if (!entry || !loads) return;
      const bad = knownBad(id);
      await tasks.start(id, 'repair', async () => ({ artifacts: loads, files: await filesHere(entry), bad }));
      if (get().tasks[id]?.state === 'done') void writeAudit('model-repaired', id);
      await get().examine();
    },

    async exportTo(id, folder) {
      const entry = entryOf(id);
      if (!entry) return;
      await tasks.start(id, 'export', async () => ({ head: headOf(entry), files: await filesHere(entry), folder }));
      if (get().tasks[id]?.state === 'done') void writeAudit('exported', id);
    },

    cancelTask: (id) => void tasks.stop(id),
    dismissTask: (id) => tasks.dismiss(id),

    async remove(id) {
      const entry = entryOf(id);
      if (!entry) return;
      await tasks.stop(id);
      tasks.dismiss(id);
      tabs.tell({ kind: 'model-deleted', modelId: id });
      await letGo(id);
      await removeModel(entry, get().entries, modelsUrl, { artifacts, imported });
      await forgetModel(id);
      void writeAudit('model-deleted', id);
      tabs.tell({ kind: 'models-changed' });
      await get().examine();
    },

    async removeStray() {
      const stray = strayFiles(get().entries, modelsUrl, await artifacts.addresses());
      await Promise.all(stray.map((place) => artifacts.remove(place)));
      await get().examine();
    },
  };
}
