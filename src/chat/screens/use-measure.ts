import { useLiveQuery } from 'dexie-react-hooks';
import { useEffect, useMemo, useState } from 'react';
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
  const measuring = useChat((chat) => chat.measuring);
  const model = useModels(({ engine }) => {
    const loaded = engine.state === 'recovering' ? null : loadedModel(engine);
    return loaded && `${loaded.id} ${loaded.contextWindow}`;
  });
  const settings = useLiveQuery(readModelSettings);
  const [measure, setMeasure] = useState<Measure | null>(null);

  // What was said, the model and its settings are read once, not with every key.
  // biome-ignore lint/correctness/useExhaustiveDependencies: they count too; a place is made anew at every drawing
  const count = useMemo(
    () => once(() => measuring(place)),
    [place?.conversationId, place?.parentId, said, model, settings, measuring],
  );

  useEffect(() => {
    if (model === null) {
      setMeasure(null);
      return;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setTimeout(() => {
      count()
        .then((take) => take?.(text, signal) ?? null)
        .then(
          (taken) => signal.aborted || setMeasure(taken),
          () => signal.aborted || setMeasure(null),
        );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [count, text, model]);

  return [measure, setMeasure] as const;
}

/** Makes it at the first call, and again at a later one where that failed. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}
