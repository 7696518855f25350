import type { Host } from './generate';
import { pipelineOf } from './internals';

/** Empties the conversation, its key-value cache and the last answer, which web-llm would keep until the next one. */
export async function forget({ engine, modelId, prompts }: Host): Promise<void> {
  prompts.forget();
  await engine.resetChat();
  const pipeline = pipelineOf(engine, modelId);
  if (pipeline === null) return;
  pipeline.outputMessage = '';
  pipeline.outputIds = [];
}
