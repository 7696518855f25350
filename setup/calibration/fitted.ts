import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Model } from '../models/model.ts';
import { exists, writeWhole } from '../run/files.ts';
import { paths } from '../run/paths.ts';

/** Says of a model that its weights are not to be fitted. */
const fastFile = (id: string) => join(paths.build, 'fast', id);

/** Keeps whether a model was added with --fast: it is prepared the same way when it is prepared again. */
export const setFast = (id: string, fast: boolean): Promise<void> =>
  fast ? writeWhole(fastFile(id), '') : rm(fastFile(id), { force: true });

/**
 * Whether a model's weights are fitted to the calibration text, and what that leaves of the model is measured: of those that
 * a person adds. A first start waits for none, and SmolLM2 fitted loses less by every figure and yet what the capital of France is
 * (docs/fidelity.md).
 */
export const isFitted = async ({ record }: Model): Promise<boolean> =>
  record.prepare !== 'always' && !(await exists(fastFile(record.id)));
