import { type SequenceRatioOptions, sequenceRatio } from './sequence-ratio';

/**
 * How alike the response and each option are, 0 to 1: the mean of difflib's ratio in both directions, as
 * in japanese-lm-med-harness. difflib follows Ratcliff and Obershelp, "Pattern Matching: The Gestalt
 * Approach", Dr. Dobb's Journal, July 1988.
 */
export function gestaltRatios(
  options: readonly string[],
  response: string,
  settings: SequenceRatioOptions = {},
): number[] {
  return options.map(
    (option) => (sequenceRatio(option, response, settings) + sequenceRatio(response, option, settings)) / 2,
  );
}
