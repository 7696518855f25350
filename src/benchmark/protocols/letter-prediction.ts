/**
 * The likeliest options by the log-probabilities of their letters: `count` of them, as many as the question
 * asks for. `logprobs` are in the order shown; the prediction is in the publisher's indexes, ascending. Of
 * equally likely letters the one shown first is taken.
 */
export function predictLetters(logprobs: readonly number[], optionOrder: readonly number[], count: number): number[] {
  return logprobs
    .map((logprob, position) => ({ logprob, position }))
    .sort((a, b) => b.logprob - a.logprob || a.position - b.position)
    .slice(0, count)
    .map(({ position }) => optionOrder[position]!)
    .sort((a, b) => a - b);
}
