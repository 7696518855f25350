import { useLiveQuery } from 'dexie-react-hooks';
import { useEffect, useState } from 'react';
import { readModelSettings } from '@/db/settings';
import { useModels } from '@/models/context';
import { loadedModel } from '@/models/store';
import { useChat } from '../context';
import type { Measure } from '../measure';
import type { Place } from '../store';

/** Nobody reads the figures in the middle of a word. */
const PAUSE_MS = 250;

/**
 * How the text in the composer stands to the model's context; null while nothing can be told. `said`
 * changes with what was said before it. The second value shows a measure that was taken elsewhere.
 */
export function useMeasure(place: Place | null, text: string, said: string) {
  const take = useChat((chat) => chat.measure);
  const model = useModels(({ engine }) => {
    const loaded = engine.state === 'recovering' ? null : loadedModel(engine);
    return loaded && `${loaded.id} ${loaded.contextWindow}`;
  });
  const settings = useLiveQuery(readModelSettings);
  const [measure, setMeasure] = useState<Measure | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said, the model and its settings count too; a place is made anew at every drawing
  useEffect(() => {
    if (model === null) {
      setMeasure(null);
      return;
    }
    const controller = new AbortController();
    const timer = setTimeout(() => {
      take(place, text, controller.signal).then(
        (taken) => controller.signal.aborted || setMeasure(taken),
        () => controller.signal.aborted || setMeasure(null),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [place?.conversationId, place?.parentId, text, said, model, settings, take]);

  return [measure, setMeasure] as const;
}
