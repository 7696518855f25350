import { product } from './forward.ts';

/** A hidden state and the token that shall follow it. */
export interface Lessons {
  /** [lessons, width], row-major. */
  states: Float64Array;
  targets: number[];
  margins: number[];
}

/**
 * Output matrix [classes, width] under which every state's target leads every other class by `margin`: the
 * multiclass perceptron (Crammer and Singer, 2003) in dual form. A correction adds a state to its target's row
 * and takes it from the leading wrong row, so the scores of all states move by one row of the Gram matrix.
 */
export function learnHead(lessons: Lessons, width: number, classes: number, rounds: number): Float64Array {
  const { states, targets, margins } = lessons;
  const n = targets.length;
  const stride = Math.ceil(n / 4) * 4;
  const padded = new Float64Array(stride * width);
  padded.set(states);
  const gram = product(states, padded, width);
  for (let i = 0; i < gram.length; i++) gram[i]! /= width;
  const scores = new Float64Array(n * classes);
  const head = new Float64Array(classes * width);
  let mistakes = n;
  for (let round = 0; round < rounds && mistakes > 0; round++) {
    mistakes = 0;
    for (let i = 0; i < n; i++) {
      const target = targets[i]!;
      const rival = leader(scores.subarray(i * classes, (i + 1) * classes), target);
      if (scores[i * classes + target]! - scores[i * classes + rival]! >= margins[i]!) continue;
      mistakes++;
      correct(i, target, 1);
      correct(i, rival, -1);
    }
  }
  return head;

  function correct(lesson: number, row: number, sign: number): void {
    for (let j = 0; j < n; j++) scores[j * classes + row]! += sign * gram[lesson * stride + j]!;
    for (let i = 0; i < width; i++) head[row * width + i]! += (sign * states[lesson * width + i]!) / width;
  }
}

function leader(scores: Float64Array, except: number): number {
  let best = except === 0 ? 1 : 0;
  for (let row = 0; row < scores.length; row++) {
    if (row !== except && scores[row]! > scores[best]!) best = row;
  }
  return best;
}
