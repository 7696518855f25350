import { useLiveQuery } from 'dexie-react-hooks';
import type { Language } from '@/i18n/languages';
import { useRuns } from '../../queries';
import { rows } from '../../rows';
import { mean } from '../../statistics/summary';
import type { Choice } from './use-choice';

/** So many items at the end of an earlier run tell its pace. */
const ITEMS = 30;

interface Planned {
  language: Language;
  asked: number;
}

/**
 * Seconds that a choice would take, by what the newest run of the same model and protocol took for an item, in
 * the same language where there is one. Null where nothing like it has been run here.
 */
export function useEstimate({ model, protocol }: Choice, planned: readonly Planned[] | undefined): number | null {
  const alike = useRuns()?.filter(
    ({ origin, state, modelId, plan, done }) =>
      origin === 'local' &&
      // Not one that goes on: every answer of it would be read again.
      state !== 'running' &&
      done > 0 &&
      modelId === model?.record.id &&
      plan.protocol.id === protocol.id &&
      plan.protocol.version === protocol.version,
  );
  const sources = planned?.map(({ language, asked }) => {
    const run = alike?.find(({ plan }) => plan.language === language) ?? alike?.[0];
    return run && { id: run.id, done: run.done, asked };
  });
  const seconds = useLiveQuery(async () => {
    const parts = sources?.map(async (source) => {
      const pace = source && mean((await rows.lastSamplesOf(source.id, ITEMS)).map(({ wallSeconds }) => wallSeconds));
      return pace ? pace * source.asked : null;
    });
    const all = await Promise.all(parts ?? []);
    return all.every((each) => each !== null) && all.length > 0 ? all.reduce((sum, each) => sum + each, 0) : null;
  }, [JSON.stringify(sources)]);
  return seconds ?? null;
}
