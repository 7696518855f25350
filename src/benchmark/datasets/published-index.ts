import { z } from 'zod';
import { DATASET_KINDS } from '../types';

/*
 * public/datasets/index.json: the data sets that `npm run datasets` laid beside the page, each in a folder
 * of its own. The page reads their files as it reads dropped ones.
 */

const PublishedFile = z.object({
  /** Within the set's folder, with '/'. */
  path: z.string().min(1),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const PublishedDataset = z.object({
  /** The set's folder, and what `npm run datasets -- remove` calls it. */
  folder: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/),
  /** `Dataset.id`, `kind`, `name` and the number of its items, known before the files are read. */
  id: z.string().regex(/^[0-9a-f]{64}$/),
  kind: z.enum(DATASET_KINDS),
  name: z.string(),
  items: z.number().int().positive(),
  /** As its publisher names it; absent where nobody said. */
  licence: z.string().min(1).optional(),
  files: z.array(PublishedFile).min(1),
});
export type PublishedDataset = z.infer<typeof PublishedDataset>;

/** The template file of a published evaluator, for the page's protocols, in a folder of its own. */
const PublishedTemplates = PublishedDataset.pick({ folder: true, name: true, licence: true }).extend({
  file: PublishedFile,
});
export type PublishedTemplates = z.infer<typeof PublishedTemplates>;

export const PublishedDatasets = z.object({
  format: z.literal(1),
  datasets: z.array(PublishedDataset),
  /** Absent where none was laid. */
  templates: z.array(PublishedTemplates).optional(),
});
export type PublishedDatasets = z.infer<typeof PublishedDatasets>;
