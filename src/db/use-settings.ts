import { useLiveQuery } from 'dexie-react-hooks';
import { readSettings, type Settings } from './settings';

/** Undefined until the database has answered. */
export function useSettings(): Settings | undefined {
  return useLiveQuery(readSettings);
}
