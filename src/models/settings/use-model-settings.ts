import { useLiveQuery } from 'dexie-react-hooks';
import { changeModelSettings, readModelSettings } from '@/db/settings';
import type { ModelRecord } from '../../../model-config/models/record.ts';
import { useModels } from '../context';
import { type ModelSettings, settingsFor } from './model-settings';

/** Undefined until the database has answered. */
export function useModelSettings(record: ModelRecord): ModelSettings | undefined {
  const stored = useLiveQuery(readModelSettings);
  return stored && settingsFor(record, stored.get(record.id));
}

/** Keeps a change of a model's settings. */
export function useChangeSettings(record: ModelRecord): (change: Partial<ModelSettings>) => Promise<void> {
  const chooseContext = useModels((models) => models.chooseContext);
  return async (change) => {
    await changeModelSettings(record.id, { ...change });
    if (change.contextWindow !== undefined) chooseContext(record.id, change.contextWindow);
  };
}
