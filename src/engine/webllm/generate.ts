import type { ChatCompletionTokenLogprob, Completion, MLCEngine } from '@mlc-ai/web-llm';
import { EngineError } from '../errors';
import type { Delta, Input, TokenReport, Usage } from '../types';
import type { Feed } from './feed';
import { type Pipeline, pipelineOf } from './internals';
import type { Prompts } from './prompts';
import type { WireOptions } from './protocol';
import { StopHoldback } from './stop-holdback';

/** What the worker has loaded. */
export interface Host {
  engine: MLCEngine;
  modelId: string;
  prompts: Prompts;
  feed: Feed;
  /** Whether the request under way is to end early. */
  interrupted: () => boolean;
}

/**
 * Streams an answer. Where it is interrupted it ends without an `end` delta, or throws PrefillInterrupted.
 * `tokens` reports every token sampled, the one that ends the answer included.
 */
export async function* generate(host: Host, input: Input, options: WireOptions): AsyncGenerator<Delta> {
  const { engine, interrupted } = host;
  const pipeline = pipelineOf(engine, host.modelId);
  if (pipeline === null) throw new EngineError('not-loaded');
  const stops = options.stop ?? [];
  const holdback = new StopHoldback(stops);
  let shown = '';
  let reported = 0;
  let finish: 'stop' | 'length' | null = null;
  let usage: Usage | null = null;

  await hand(host, pipeline, input, options.goesOn ?? false);
  for await (const chunk of await request(host, options)) {
    if (interrupted()) {
      engine.interruptGenerate();
      continue;
    }
    if (chunk.usage) usage = usageOf(chunk.usage);
    const choice = chunk.choices[0];
    if (choice === undefined) continue;
    const reason = choice.finish_reason;
    if (reason === 'stop' || reason === 'length') finish = reason;
    const text = holdback.push(choice.text);
    const tokens = pipeline.getTokenLogprobArray().slice(reported).map(tokenReport);
    reported += tokens.length;
    shown += text;
    if (text !== '' || tokens.length > 0) yield { kind: 'text', text, ...(tokens.length > 0 && { tokens }) };
  }
  if (interrupted() || finish === null || usage === null) return;

  const whole = await engine.getMessage();
  // Cut in the middle of a character: its first bytes are no text.
  const rest = (finish === 'length' ? whole.replace(/\uFFFD+$/, '') : whole).slice(shown.length);
  if (rest !== '') yield { kind: 'text', text: rest };
  // The cache then holds the stop string's first tokens, which the conversation does not.
  if (finish === 'stop' && stops.length > 0) await engine.resetChat();
  yield { kind: 'end', finish, usage };
}

/** Makes the prompt tokens for the request that follows. Throws EngineError `prompt-too-long`, TemplateError. */
export async function hand(host: Host, pipeline: Pipeline, input: Input, goesOn: boolean): Promise<void> {
  const { ids, held } = await host.prompts.hand(input);
  const { contextWindowSize: contextWindow } = pipeline;
  if (ids.length > contextWindow) {
    throw new EngineError('prompt-too-long', { promptTokens: ids.length, contextWindow });
  }
  host.feed.next(ids, goesOn ? held : 0);
}

/** web-llm asks for a prompt, and reads what the feed hands it. */
export const FED = 'fed';

function request({ engine }: Host, options: WireOptions): Promise<AsyncIterable<Completion>> {
  const { maxTokens, temperature, topP, repetitionPenalty, seed, stop, topLogprobs = 0 } = options;
  return engine.completions.create({
    prompt: FED,
    stream: true,
    stream_options: { include_usage: true },
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(repetitionPenalty !== undefined && { repetition_penalty: repetitionPenalty }),
    ...(seed !== undefined && { seed }),
    ...(stop !== undefined && stop.length > 0 && { stop }),
    ...(topLogprobs > 0 && { logprobs: true, top_logprobs: topLogprobs }),
  });
}

function tokenReport({ token, logprob, top_logprobs }: ChatCompletionTokenLogprob): TokenReport {
  return { token, logprob, top: top_logprobs.map((each) => ({ token: each.token, logprob: each.logprob })) };
}

type WebLlmUsage = NonNullable<Completion['usage']>;

function usageOf({ prompt_tokens, completion_tokens, extra }: WebLlmUsage): Usage {
  return {
    promptTokens: prompt_tokens,
    completionTokens: completion_tokens,
    prefillTokensPerSecond: finite(extra.prefill_tokens_per_s),
    decodeTokensPerSecond: finite(extra.decode_tokens_per_s),
    timeToFirstToken: extra.time_to_first_token_s,
    totalSeconds: extra.e2e_latency_s,
  };
}

/** An answer of one token has no decoding speed: web-llm divides nothing by nothing. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
