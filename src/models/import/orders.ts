import type { GivenTemplate } from '../../../model-config/convert/template.ts';
import type { Manifest } from '../../../model-config/models/manifest.ts';
import type { AskedRepository, Examined } from './examine';
import type { Journal } from './journal';
import type { ImportProgress } from './progress';
import type { Given } from './sources/given';

/** What the worker is asked for, one thing in its life. */
export type Order =
  | { kind: 'examine-files'; given: Given; template: GivenTemplate | null }
  | ({ kind: 'examine-repository' } & AskedRepository)
  | { kind: 'run'; journal: Journal; given: Given | null };

export interface Results {
  'examine-files': Examined;
  'examine-repository': Examined;
  run: Manifest;
}

/** Does what an order says: in a worker, or in a test without one. Throws ImportError; when the signal aborts, `cancelled`. */
export type CarryOut = <K extends Order['kind']>(
  order: Extract<Order, { kind: K }>,
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
) => Promise<Results[K]>;
