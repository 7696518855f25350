import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useModels } from '../context';
import { loadedModel } from '../store';
import { reserveFor } from './reserve';

/** Nobody reads the figures in the middle of a word. */
const PAUSE_MS = 250;

/** In tokens. */
export interface InstructionsLength {
  tokens: number;
  contextWindow: number;
  /** Kept for the answer. */
  reserve: number;
}

/** How long a model's instructions are as they are typed; null where there are none, or the model is not in memory to count them. */
export function useInstructionsLength(id: string, typed: string, maxTokens: number | null): InstructionsLength | null {
  const count = useModels((models) => models.countInstructions);
  const contextWindow = useModels(({ engine }) => {
    const model = loadedModel(engine);
    return model?.id === id ? model.contextWindow : null;
  });
  const [text] = useDebouncedValue(typed, PAUSE_MS);
  const [tokens, setTokens] = useState<number | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another context may be that of a model loaded anew
  useEffect(() => {
    const controller = new AbortController();
    const show = (counted: number | null) => controller.signal.aborted || setTokens(counted);
    if (text.trim() === '') show(null);
    else count(id, text, controller.signal).then(show, () => show(null));
    return () => controller.abort();
  }, [id, text, contextWindow, count]);

  if (tokens === null || contextWindow === null) return null;
  return { tokens, contextWindow, reserve: reserveFor(contextWindow, maxTokens) };
}
