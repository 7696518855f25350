import { EngineError } from '../errors';
import type { ChoiceScores, Input } from '../types';
import { FED, type Host, hand } from './generate';
import { pipelineOf } from './internals';

/** web-llm reports no more likeliest tokens than this. */
const MOST_CANDIDATES = 5;
/** The most web-llm admits: lifts the candidates' logits above all others by a factor of e^100. */
const BIAS = 100;

/**
 * Log-probabilities of the candidates as the next token, relative to one another. All
 * candidates get the same bias, which their softmax among themselves does not change, and nothing else
 * is left beside them. Throws EngineError `bad-request` when a candidate is not one token of its own.
 */
export async function scoreChoices(host: Host, input: Input, candidates: string[]): Promise<ChoiceScores> {
  const pipeline = pipelineOf(host.engine, host.modelId);
  if (pipeline === null) throw new EngineError('not-loaded');
  const ids = candidates.map((candidate) => singleToken(candidate, [...pipeline.tokenizer.encode(candidate)]));
  if (ids.length === 0 || ids.length > MOST_CANDIDATES || new Set(ids).size < ids.length) {
    throw new EngineError('bad-request', { reason: `1 to ${MOST_CANDIDATES} different candidates are needed` });
  }
  await hand(host, pipeline, input, false);
  const answer = await host.engine.completions.create({
    prompt: FED,
    max_tokens: 1,
    temperature: 1,
    top_p: 1,
    logit_bias: Object.fromEntries(ids.map((id) => [id, BIAS])),
    logprobs: true,
    top_logprobs: ids.length,
  });
  const top = answer.choices[0]?.logprobs?.content?.[0]?.top_logprobs ?? [];
  const texts = ids.map((id) => pipeline.tokenizer.decode(Int32Array.of(id)));
  // A candidate e^87 times less likely than another is no longer told from nothing in float32.
  const logprobs = texts.map((text) => top.find(({ token }) => token === text)?.logprob ?? Number.NEGATIVE_INFINITY);
  const { prompt_tokens: promptTokens = 0, extra } = answer.usage ?? {};
  return { logprobs: normalise(logprobs), promptTokens, prefillSeconds: extra?.time_to_first_token_s ?? 0 };
}

function singleToken(candidate: string, tokens: number[]): number {
  const [token] = tokens;
  if (token === undefined || tokens.length > 1) {
    throw new EngineError('bad-request', { reason: `"${candidate}" is ${tokens.length} tokens long, not one` });
  }
  return token;
}

/** Shifts log-probabilities so that the probabilities sum to 1: x − log Σ exp x, with the greatest taken out first. */
export function normalise(logprobs: number[]): number[] {
  const greatest = Math.max(...logprobs);
  if (!Number.isFinite(greatest)) throw new EngineError('bad-library', { reason: 'no candidate has a probability' });
  const sum = logprobs.reduce((total, each) => total + Math.exp(each - greatest), 0);
  return logprobs.map((each) => each - greatest - Math.log(sum));
}
