import type { Pipeline } from './internals';

/** Hands tokens to a pipeline, in place of what web-llm would make of a text. */
export interface Feed {
  /** What the next request reads: the tokens from `held` on, onto those that the key-value cache holds. */
  next(ids: number[], held: number): void;
}

/**
 * web-llm empties the cache before a text completion and makes its prompt tokens; both are taken over. Its conversations, which
 * know neither a model's own template nor text that is no control token, are not used.
 */
export function takeOverFeeding(pipeline: Pipeline): Feed {
  let pending: { ids: number[]; held: number } | null = null;
  const reset = pipeline.resetChat.bind(pipeline);
  pipeline.resetChat = (keepStats) => {
    if (pending === null || pending.held === 0) reset(keepStats);
  };
  pipeline.getInputData = async () => {
    const { ids, held } = pending ?? { ids: [], held: 0 };
    pending = null;
    const read = ids.slice(held);
    return [[read], read.length, () => 0];
  };
  return {
    next(ids, held) {
      pending = { ids, held };
    },
  };
}
