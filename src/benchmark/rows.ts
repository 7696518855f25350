import { benchmarkRows } from '@/db/benchmark';
import type { Protocol } from './protocols/protocol';
import type { Dataset, Item, Run, Sample, Transcript } from './types';

/** A data set as it is listed, without its items. */
export type DatasetHead = Omit<Dataset, 'items'> & { itemCount: number; addedAt: number };

/** A protocol that came from a file. */
export interface AddedProtocol {
  hash: string;
  protocol: Protocol;
}

/** The benchmark's rows in this browser's database. */
export const rows = benchmarkRows<Run, Sample, Transcript, DatasetHead, { id: string; items: Item[] }, AddedProtocol>();
export type Rows = typeof rows;
