import { useTranslation } from 'react-i18next';
import { useUndoNotice } from '@/ui/undo-notice';
import { useSave } from '@/ui/use-save';
import { useBenchmark } from '../../context';
import { type AddedProtocol, type DatasetHead, rows } from '../../rows';
import type { Run } from '../../types';

/** Deletes a run with all its answers at once, and offers the way back. */
export function useDeleteRun(): (run: Run, title: string) => Promise<void> {
  const { t } = useTranslation();
  const removeRun = useBenchmark((benchmark) => benchmark.remove);
  const offerUndo = useUndoNotice();
  const save = useSave();
  async function remove({ id }: Run, title: string): Promise<void> {
    const kept = await Promise.all([rows.findRun(id), rows.samplesOf(id), rows.transcriptsOf(id)]);
    await removeRun(id);
    const [run, samples, transcripts] = kept;
    if (!run) return;
    offerUndo({
      id: `deleted-${id}`,
      message: t('benchmark.runs.deleted', { title }),
      undo: () => void save('undo', () => rows.addWholeRun(run, samples, transcripts)),
    });
  }

  return async (...deleted) => void (await save('delete', () => remove(...deleted)));
}

/** The same for a data set. Runs of it stay, and show what they keep themselves. */
export function useDeleteDataset(): (dataset: DatasetHead) => Promise<void> {
  const { t } = useTranslation();
  const offerUndo = useUndoNotice();
  const save = useSave();
  async function remove(dataset: DatasetHead): Promise<void> {
    const items = await rows.itemsOf(dataset.id);
    await rows.deleteDataset(dataset.id);
    if (!items) return;
    offerUndo({
      id: `deleted-${dataset.id}`,
      message: t('benchmark.datasets.deleted', { name: dataset.name }),
      undo: () => void save('undo', () => rows.addDataset(dataset, items)),
    });
  }

  return async (...deleted) => void (await save('delete', () => remove(...deleted)));
}

/** The same for a protocol that came from a file. Every run has its own in full. */
export function useDeleteProtocol(): (added: AddedProtocol, name: string) => Promise<void> {
  const { t } = useTranslation();
  const offerUndo = useUndoNotice();
  const save = useSave();
  async function remove(added: AddedProtocol, name: string): Promise<void> {
    await rows.deleteProtocol(added.hash);
    offerUndo({
      id: `deleted-${added.hash}`,
      message: t('benchmark.protocols.deleted', { name }),
      undo: () => void save('undo', () => rows.addProtocols([added])),
    });
  }

  return async (...deleted) => void (await save('delete', () => remove(...deleted)));
}
