import { useTranslation } from 'react-i18next';
import { useUndoNotice } from '@/ui/undo-notice';
import { useBenchmark } from '../../context';
import { type AddedProtocol, type DatasetHead, rows } from '../../rows';
import type { Run } from '../../types';

/** Deletes a run with all its answers at once, and offers the way back. */
export function useDeleteRun(): (run: Run, title: string) => Promise<void> {
  const { t } = useTranslation();
  const remove = useBenchmark((benchmark) => benchmark.remove);
  const offerUndo = useUndoNotice();
  return async ({ id }, title) => {
    const kept = await Promise.all([rows.findRun(id), rows.samplesOf(id), rows.transcriptsOf(id)]);
    await remove(id);
    const [run, samples, transcripts] = kept;
    if (!run) return;
    offerUndo({
      id: `deleted-${id}`,
      message: t('benchmark.runs.deleted', { title }),
      undo: () => void rows.addWholeRun(run, samples, transcripts),
    });
  };
}

/** The same for a data set. Runs of it stay, and show what they keep themselves. */
export function useDeleteDataset(): (dataset: DatasetHead) => Promise<void> {
  const { t } = useTranslation();
  const offerUndo = useUndoNotice();
  return async (dataset) => {
    const items = await rows.itemsOf(dataset.id);
    await rows.deleteDataset(dataset.id);
    if (!items) return;
    offerUndo({
      id: `deleted-${dataset.id}`,
      message: t('benchmark.datasets.deleted', { name: dataset.name }),
      undo: () => void rows.addDataset(dataset, items),
    });
  };
}

/** The same for a protocol that came from a file. Every run has its own in full. */
export function useDeleteProtocol(): (added: AddedProtocol, name: string) => Promise<void> {
  const { t } = useTranslation();
  const offerUndo = useUndoNotice();
  return async (added, name) => {
    await rows.deleteProtocol(added.hash);
    offerUndo({
      id: `deleted-${added.hash}`,
      message: t('benchmark.protocols.deleted', { name }),
      undo: () => void rows.addProtocols([added]),
    });
  };
}
