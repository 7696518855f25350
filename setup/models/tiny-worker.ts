import type { ModelRecord } from '../../model-config/models/record.ts';
import { writeTiny } from '../../model-config/tiny/tiny.ts';

export interface TinyOrder {
  record: ModelRecord;
  file: string;
}

export const work = ({ record, file }: TinyOrder): Promise<void> => writeTiny(record, file);
