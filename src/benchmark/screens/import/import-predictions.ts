import { timestamp } from '@/clock/clocks';
import type { Language } from '@/i18n/languages';
import { version } from '../../../../package.json';
import {
  type PredictionReading,
  type PredictionsRead,
  type PredictionsToRead,
  readPredictions,
} from '../../export/predictions';
import { type DatasetHead, rows } from '../../rows';
import { NO_SCORES } from '../../runner/score-answer';
import { officialScore } from '../../scoring/official';
import { writeRun } from './import-files';

export interface PredictionsWanted {
  files: readonly File[];
  dataset: DatasetHead;
  language: Language;
  /** Who predicted, in words. */
  who: string;
  reading: PredictionReading;
  missing: PredictionsToRead['missing'];
}

/** Scores the predictions of somebody else by the official rule, and puts them into the database as a run. */
export async function importPredictions({
  files,
  dataset,
  who,
  ...wanted
}: PredictionsWanted): Promise<PredictionsRead> {
  const { itemCount: _, addedAt: __, ...head } = dataset;
  const stored = await rows.itemsOf(dataset.id);
  const read = await readPredictions({
    ...wanted,
    sources: files.map((file) => ({ name: file.name, size: file.size, bytes: file })),
    dataset: { ...head, items: stored?.items ?? [] },
    score: (item, prediction) => ({ ...NO_SCORES, official: officialScore(item, prediction) }),
    run: { id: crypto.randomUUID(), createdAt: timestamp(), modelId: who, appVersion: version },
  });
  await writeRun(read);
  return read;
}
