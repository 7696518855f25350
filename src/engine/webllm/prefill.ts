import type { AdapterClass } from '../../../model-config/models/record.ts';
import type { Pipeline } from './internals';

/** Thrown out of web-llm where a request was interrupted while its prompt was read. */
export class PrefillInterrupted extends Error {
  override name = 'PrefillInterrupted';
}

/** A processor reads some ten tokens a second: so many at a time let it hear of a cancelled request within seconds. */
const SOFTWARE_TOKENS = 32;

/**
 * web-llm hands the GPU a whole prompt at once, and kernels that were handed over run to their end even
 * when their worker is gone. So each piece of a prompt waits for the one before it and, on a processor,
 * is small; between two pieces an interrupt is heard.
 */
export function makeInterruptible(pipeline: Pipeline, adapterClass: AdapterClass, interrupted: () => boolean): void {
  if (adapterClass === 'software') pipeline.prefillChunkSize = Math.min(pipeline.prefillChunkSize, SOFTWARE_TOKENS);
  const forward = pipeline.embedAndForward.bind(pipeline);
  pipeline.embedAndForward = async (input, length) => {
    if (length > 1) {
      await pipeline.sync();
      if (interrupted()) throw new PrefillInterrupted();
    }
    return forward(input, length);
  };
}
