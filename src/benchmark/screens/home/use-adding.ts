import { useState } from 'react';
import { type AddedDatasets, addDatasets, keepDataset } from '../../add-datasets';
import { addFromBesidePage, type Beside } from '../../beside-page';
import type { Dataset } from '../../types';

export type Adding =
  | { state: 'idle' }
  /** `share` of the bytes that are fetched, 0 to 1; null where nothing is. */
  | { state: 'working'; share: number | null }
  | { state: 'done'; report: AddedDatasets }
  /** `again` tries the same once more; null where there is nothing to try it with. */
  | { state: 'failed'; error: Error; again: (() => void) | null };

/** The adding of data sets, from files, from beside the page, and of tables once their columns are known. */
export function useAdding() {
  const [adding, setAdding] = useState<Adding>({ state: 'idle' });

  /** Each percent once: a file comes in thousands of pieces. */
  function tellShare(share: number) {
    const percent = Math.floor(share * 100) / 100;
    setAdding((before) =>
      before.state === 'working' && before.share === percent ? before : { state: 'working', share: percent },
    );
  }

  async function work(task: () => Promise<AddedDatasets>, share: number | null = null) {
    setAdding({ state: 'working', share });
    try {
      setAdding({ state: 'done', report: await task() });
    } catch (error) {
      setAdding({ state: 'failed', error: error as Error, again: () => void work(task, share) });
    }
  }

  return {
    adding,

    async addFiles(given: Promise<readonly File[]>) {
      const files = await given.catch((error: Error) => error);
      if (files instanceof Error) setAdding({ state: 'failed', error: files, again: null });
      else if (files.length > 0) {
        const sources = files.map((file) => ({
          name: file.webkitRelativePath || file.name,
          size: file.size,
          bytes: file,
        }));
        await work(() => addDatasets(sources));
      }
    },

    async addFromBeside(beside: Beside) {
      const total = beside.files.reduce((sum, { bytes }) => sum + bytes, 0);
      await work(() => addFromBesidePage(beside, (bytes) => tellShare(bytes / total)), 0);
    },

    /** The first table that waits. Where it rejects the table goes on waiting. */
    async addTable(report: AddedDatasets, dataset: Dataset) {
      const kept = await keepDataset(dataset);
      setAdding({
        state: 'done',
        report: { ...report, unmapped: report.unmapped.slice(1), [kept]: [...report[kept], dataset] },
      });
    },

    /** The first of the tables that wait. */
    leaveOut(report: AddedDatasets, tables: number) {
      const left = report.unmapped
        .slice(0, tables)
        .map(({ source: { name } }) => ({ name, reason: 'left-out' as const }));
      setAdding({
        state: 'done',
        report: { ...report, unmapped: report.unmapped.slice(tables), leftOver: [...report.leftOver, ...left] },
      });
    },
  };
}
