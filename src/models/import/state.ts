import type { GivenTemplate } from '../../../model-config/convert/template.ts';
import type { ImportErrorData } from './errors';
import type { Plan } from './plan';
import type { ImportProgress } from './progress';
import type { Found } from './sources/found';
import type { Given } from './sources/given';

export interface ImportState extends ImportActions {
  standing: ImportStanding;
  /** Whether this build may reach the hub. */
  hub: boolean;
}

export interface ImportActions {
  /** What opening the page does: finds an import that was broken off, and clears away what a crash left. */
  look(): Promise<void>;
  /** Files for a new import, or those that an interrupted one asked for. */
  give(found: Promise<Found>): Promise<void>;
  /** A LoRA adapter for the checkpoint that is planned. */
  giveAdapter(found: Promise<Found>): Promise<void>;
  /** A template for the model that wants one. */
  giveTemplate(template: GivenTemplate): Promise<void>;
  /** A repository by its id or address. */
  askHub(text: string): Promise<void>;
  start(): Promise<void>;
  pause(): void;
  /** Ends what is under way, and removes every byte of it. */
  cancel(): Promise<void>;
  continue(): Promise<void>;
  /** Looks at the models once more, where a model that is done is not among them. */
  list(): Promise<void>;
  /** From a failure or an end back to the beginning. */
  dismiss(): void;
}

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
  /** `unlisted`: why the models could not be looked at since, so that it may not be among them yet. */
  | { step: 'done'; id: string; name: string; unlisted: ImportErrorData | null };

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
