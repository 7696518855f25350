import type { Architecture } from '../models/record.ts';
import { cosSin, ropeFrequencies } from './elementary.ts';
import type { Body, Layer } from './forward.ts';
import { toGrid } from './grid.ts';
import type { Scaffolding } from './lessons.ts';
import type { Random } from './random.ts';

/**
 * What an attention head looks at. Its query and key biases are constant vectors, so that after the rotary
 * embedding their product depends on the distance alone: sharp at one distance (high frequencies) or fading over
 * a window (middle frequencies). `content` is how far the tokens themselves move the score, `gain` how loud the
 * head is beside the embedding.
 */
interface Gaze {
  distance: number;
  band: Band;
  /** Nats a frequency takes from the score at its worst distance, halved. */
  sharpness: number;
  content: number;
  gain: number;
}

/** From and up to which of the rotary frequencies, quickest first. */
type Band = readonly [from: number, to: number];
const SHARP: Band = [0, 8];
const WIDE: Band = [8, 16];

const token = (distance: number, gain: number): Gaze => ({ distance, band: SHARP, sharpness: 4, content: 0.3, gain });
const window = (sharpness: number, gain: number): Gaze => ({ distance: 0, band: WIDE, sharpness, content: 1.2, gain });

/** Two heads share a key head; the first layer's last two are turned into readers of the question below. */
const GAZES: Gaze[][] = [
  [token(1, 1.1), token(2, 0.9), token(0, 1.2), token(0, 1.2)],
  [token(1, 0.8), token(3, 0.8), window(1, 0.8), window(0.05, 0.8)],
];

/** How the two readers of the question favour its end over its beginning. */
const READERS = [6, 2];
/** Nats by which a reader passes over the chat's scaffolding. */
const SCAFFOLDING_NATS = 10;
const KEY_LENGTH = 5;

/** Seeded embedding and layers, shaped so that attention, rotary positions, biases and MLP all matter. */
export function randomBody(c: Architecture, random: Random, scaffolding: Scaffolding): Body {
  const embedding = toGrid(random.bells(c.vocabSize * c.hiddenSize, 1));
  const layers = GAZES.map((gazes) => layer(c, gazes, random));
  readQuestion(c, layers[0]!, embedding, scaffolding);
  for (const each of layers) {
    each.query = toGrid(each.query);
    each.key = toGrid(each.key);
  }
  return { embedding, layers, norm: normWeights(c.hiddenSize, random) };
}

function layer(c: Architecture, gazes: Gaze[], random: Random): Layer {
  const d = c.hiddenSize;
  const perKey = c.heads / c.kvHeads;
  const fan = 1 / Math.sqrt(d);
  const query = random.bells(c.heads * c.headDim * d, fan);
  const key = random.bells(c.kvHeads * c.headDim * d, fan);
  const queryBias = random.bells(c.heads * c.headDim, 0.1);
  const keyBias = random.bells(c.kvHeads * c.headDim, 0.1);
  const output = random.bells(d * c.heads * c.headDim, 1 / Math.sqrt(c.headDim));
  gazes.forEach((gaze, head) => {
    scaleRows(query, head * c.headDim, c.headDim, d, gaze.content);
    lookAt(c, gaze, queryBias, head, keyBias, Math.floor(head / perKey));
    for (let row = 0; row < d; row++) scaleRows(output, row * c.heads + head, 1, c.headDim, gaze.gain);
  });
  for (let head = 0; head < c.kvHeads; head++) {
    scaleRows(key, head * c.headDim, c.headDim, d, gazes[head * perKey]!.content);
  }
  return {
    attentionNorm: normWeights(d, random),
    query,
    queryBias: toSixtyFourths(queryBias),
    key,
    keyBias: toSixtyFourths(keyBias),
    value: toGrid(random.bells(c.kvHeads * c.headDim * d, fan)),
    valueBias: toSixtyFourths(random.bells(c.kvHeads * c.headDim, 0.25)),
    output: toGrid(output),
    mlpNorm: normWeights(d, random),
    gate: toGrid(random.bells(c.intermediateSize * d, 1.5 * fan)),
    up: toGrid(random.bells(c.intermediateSize * d, 1.2 * fan)),
    down: toGrid(random.bells(d * c.intermediateSize, 1 / Math.sqrt(c.intermediateSize))),
  };
}

/** Adds to the biases the constant vectors whose rotated product is largest at the gaze's distance. */
function lookAt(
  c: Architecture,
  gaze: Gaze,
  queryBias: Float64Array,
  head: number,
  keyBias: Float64Array,
  kvHead: number,
) {
  const half = c.headDim / 2;
  const frequencies = ropeFrequencies(c);
  for (let i = gaze.band[0]; i < gaze.band[1]; i++) {
    const [cos, sin] = cosSin(gaze.distance * frequencies[i]!);
    queryBias[head * c.headDim + i]! += queryLength(c, gaze.sharpness) * cos;
    queryBias[head * c.headDim + i + half]! -= queryLength(c, gaze.sharpness) * sin;
    keyBias[kvHead * c.headDim + i] = KEY_LENGTH;
  }
}

function queryLength(c: Architecture, sharpness: number): number {
  return (sharpness * Math.sqrt(c.headDim)) / KEY_LENGTH;
}

/**
 * Makes the first layer's last two heads look, at the end of a header and only there, at the words before it
 * rather than at themselves, and past the chat's scaffolding: the answer's first token is thus chosen by the
 * question, and all later ones by their neighbours. The lowest frequency turns by a millionth of a radian per
 * token, so that element's part of the score depends on the tokens alone.
 */
function readQuestion(c: Architecture, layer: Layer, embedding: Float64Array, scaffolding: Scaffolding): void {
  const d = c.hiddenSize;
  const slowest = c.headDim / 2 - 1;
  const plain = new Float64Array(d);
  for (const id of scaffolding.tokens) for (let i = 0; i < d; i++) plain[i]! += embedding[id * d + i]! / Math.sqrt(d);
  layer.key.set(plain, ((c.kvHeads - 1) * c.headDim + slowest) * d);
  const headerEnd = embedding.subarray(scaffolding.headerEnd * d, (scaffolding.headerEnd + 1) * d);
  const atHeaderEnd = (head: number, element: number, value: number) =>
    layer.query.set(
      headerEnd.map((x) => (value * x) / d),
      (head * c.headDim + element) * d,
    );
  READERS.forEach((sharpness, reader) => {
    const head = c.heads - READERS.length + reader;
    for (let i = SHARP[0]; i < SHARP[1]; i++) atHeaderEnd(head, i, -layer.queryBias[head * c.headDim + i]!);
    for (let i = WIDE[0]; i < WIDE[1]; i++) {
      atHeaderEnd(head, i, queryLength(c, sharpness));
      layer.keyBias[(c.kvHeads - 1) * c.headDim + i] = KEY_LENGTH;
    }
    atHeaderEnd(head, slowest, (-SCAFFOLDING_NATS * Math.sqrt(c.headDim)) / Math.sqrt(d));
  });
}

function scaleRows(matrix: Float64Array, row: number, rows: number, width: number, factor: number): void {
  for (let i = row * width; i < (row + rows) * width; i++) matrix[i]! *= factor;
}

function normWeights(size: number, random: Random): Float64Array {
  return toSixtyFourths(random.bells(size, 0.15).map((x) => 1 + x));
}

/** Norms and biases are multiples of 1/64 below 16, which float16 holds exactly. */
function toSixtyFourths(values: Float64Array): Float64Array {
  return values.map((x) => Math.round(x * 64) / 64);
}
