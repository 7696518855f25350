import type { GivenTemplate } from '../../../model-config/convert/template.ts';
import type { ImportErrorData } from './errors';
import type { Plan } from './plan';
import type { ImportProgress } from './progress';
import type { Given } from './sources/given';

/** Where the one import of a browser stands. */
export type ImportStanding =
  | { step: 'idle' }
  /** Another tab is at it. */
  | { step: 'elsewhere' }
  | { step: 'examining'; name: string }
  /** The model states no template, or none that does (`error`): a person has to give one. `refused`: one that does not either. */
  | { step: 'template-wanted'; name: string; error: ImportErrorData; refused: RefusedTemplate | null }
  /** Examined, and waiting for a person's word. `freeBytes`: null where the browser does not say. */
  | { step: 'planned'; plan: Plan; given: Given | null; freeBytes: number | null }
  | { step: 'working'; name: string; progress: ImportProgress | null; stopping: boolean }
  | Interrupted
  /** Nothing of it was kept. */
  | { step: 'failed'; error: ImportErrorData }
  | { step: 'done'; id: string; name: string };

export interface RefusedTemplate {
  template: GivenTemplate;
  error: ImportErrorData;
}

/** Paused, or broken off by a reload or by something that can be mended. */
export interface Interrupted {
  step: 'interrupted';
  id: string;
  name: string;
  kind: 'gguf' | 'checkpoint' | 'exported' | 'hub';
  doneBytes: number;
  totalBytes: number;
  /** The browser cannot reach the files by itself: a person has to give them again. */
  needsSource: boolean;
  error: ImportErrorData | null;
}
