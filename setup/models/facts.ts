import type { Description } from '../../model-config/convert/description.ts';
import { type Loss, lossesOf } from '../../model-config/convert/losses.ts';
import { weightBytes } from '../../model-config/models/memory.ts';
import { isHalf, storedAs } from '../../model-config/models/quantization.ts';
import type { ModelRecord, Variant } from '../../model-config/models/record.ts';
import { AddedTokens } from '../../model-config/prompt/control-tokens.ts';
import { traitsOf } from '../../model-config/prompt/traits.ts';
import { formatBytes } from '../run/units.ts';
import { fetchedBytes, resultBytes } from './disk.ts';
import { addedOf, type Model } from './model.ts';

const LABEL = 15;
/** A template's own words go on for lines. */
const LONGEST = 160;

/** What is known besides the record: of a model that is prepared, no more than its tokenizer is there. */
export type Known = Pick<Description, 'tokenizer'> & Partial<Description>;

/** One terminal page: what a model is, what becomes of it, what that takes, and what is lost. */
export function factsOf(model: Model, known: Known | null): string[] {
  const { record } = model;
  const { name, licence } = record;
  const rows: (string | [string, ...string[]])[] = [
    `${name}`,
    ['What it is', shapeOf(record, known), `licence: ${licence.id === 'unknown' ? 'not stated' : licence.id}`],
    ...(addedOf(model)?.adapter ? [['Adapter', 'LoRA, merged into the weights'] as [string, string]] : []),
    ['Template', ...templateOf(record, known)],
    ['Becomes', ...record.variants.map((variant) => variantOf(record, variant))],
    ['Context', `${number(record.limits.contextWindow)} tokens`],
    ['Takes', takesOf(model)],
    ...lossesIn(record, known),
    ...(known ? [] : [['Not known', ...unknownOf(model)] as [string, ...string[]]]),
  ];
  return rows.flatMap((row) => (typeof row === 'string' ? [plain(row)] : labelled(row)));
}

function labelled([label, ...lines]: [string, ...string[]]): string[] {
  return lines.map((line, at) => `  ${(at === 0 ? label : '').padEnd(LABEL)}${plain(line)}`);
}

/** Files are a stranger's: what a terminal would obey is shown instead. */
export const plain = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    JSON.stringify(character).slice(1, -1),
  );

const number = (value: number) => value.toLocaleString('en');

function shapeOf({ architecture: a, source }: ModelRecord, known: Known | null): string {
  const stored = known?.storedAs ? `${source.format}, ${known.storedAs.join(', ')}` : source.format;
  const trained = known?.trainedContext ? `; trained for ${number(known.trainedContext)} tokens` : '';
  const tied = a.tiedEmbedding ? 'tied' : 'own';
  return `${a.modelType}, ${a.layers} layers of ${number(a.hiddenSize)}, ${a.heads}/${a.kvHeads} heads of ${a.headDim}, ${number(a.vocabSize)} tokens (${tied} output matrix); ${stored}${trained}`;
}

function templateOf({ template }: ModelRecord, known: Known | null): string[] {
  const { ownSystem, opening, folds } = traitsOf(template);
  const place = known?.templateFrom;
  const from = place ? [place.file, place.key].filter(Boolean).join(', ') : "the model's record";
  const system = folds ? 'no place for one' : ownSystem === null ? 'none' : shortened(ownSystem);
  const token = tokenIn(known);
  return [
    `from ${from}, ${number(template.source.length)} characters`,
    `system message of its own: ${system}`,
    `opens an answer with ${shortened(opening)}; ends it at ${template.stopTokenIds.map(token).join(', ')}`,
    `beginning (BOS): of conversations what the template writes; of raw prompts ${template.beginTokenId === null ? 'none' : token(template.beginTokenId)}`,
  ];
}

/** Texts of the added tokens, by their ids. */
export function textsOf(known: Known | null): ReadonlyMap<number, string> {
  const tokens = AddedTokens.safeParse(known?.tokenizer ?? null);
  return new Map(tokens.data?.added_tokens.map(({ id, content }) => [id, content]));
}

/** "<|im_end|> (2)": a token's text, where it is known, and its id. */
function tokenIn(known: Known | null): (id: number) => string {
  const texts = textsOf(known);
  return (id) => (texts.has(id) ? `${texts.get(id)} (${id})` : String(id));
}

const shortened = (text: string) => JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

function variantOf({ architecture }: ModelRecord, { quantization, gpuMemoryBytes, libraries }: Variant): string {
  const bytes = formatBytes(weightBytes(architecture, quantization));
  const { bits, vocabularyBits } = storedAs(quantization);
  const gpu = isHalf(quantization) ? 'GPUs with 16-bit floats' : 'GPUs';
  const on = libraries.includes('software') ? `${gpu} and processors` : gpu;
  const ends = vocabularyBits === bits ? '' : `, embedding and output matrix in ${vocabularyBits}`;
  return `${bits} bits (${quantization})${ends}, ${bytes}; ${formatBytes(gpuMemoryBytes)} of memory; for ${on}`;
}

function takesOf(model: Model): string {
  const fetched = fetchedBytes(model);
  const kept = `${formatBytes(resultBytes(model.record))} of disk beside the page`;
  return fetched > 0 ? `${formatBytes(fetched)} of downloads, ${kept}` : kept;
}

/** What the record of a model that is not prepared does not say, and what would. */
export function unknownOf({ record: { id, prepare } }: Model): [string, ...string[]] {
  const remedy =
    prepare === 'never'
      ? 'set-up does not prepare this one: the app fetches it, and counts its tokens'
      : `they are known when it is prepared: npm run models -- add ${id}`;
  return [
    'texts of tokens, and the token ids of a prompt: they take its tokenizer',
    'types of its weights, and what is lost',
    remedy,
  ];
}

/** Of a model's forms the one that loses most. */
export function roughest(variants: readonly Variant[]): Variant['quantization'] {
  const all = variants.map(({ quantization }) => quantization);
  const worth = (quantization: Variant['quantization']) =>
    storedAs(quantization).bits + storedAs(quantization).vocabularyBits;
  return all.reduce((worst, each) => (worth(each) < worth(worst) ? each : worst));
}

function lossesIn({ limits, variants }: ModelRecord, known: Known | null): [string, ...string[]][] {
  const { storedAs: types, trainedContext = null, traits } = known ?? {};
  if (!types || !traits) return [];
  const [first, ...others] = lossesOf({ storedAs: types, trainedContext, traits }, limits, roughest(variants)).map(
    inWords,
  );
  return [['Lost', first ?? 'nothing of its weights', ...others]];
}

function inWords(loss: Loss): string {
  switch (loss.code) {
    case 'rounded':
      return `precision: weights are rounded to ${loss.bits} bits`;
    case 'rounded-but-vocabulary':
      return `precision: weights are rounded to ${loss.bits} bits, embedding and output matrix to ${loss.vocabularyBits}`;
    case 'fewer-bits':
      return `precision: the file's weights have more than ${loss.bits} bits (${loss.types}); --bits 8 keeps them, in twice the memory`;
    case 'rounded-again':
      return `precision, twice: the file's own are rounded (${loss.types}); made of a checkpoint in 16 bits it is more exact`;
    case 'context':
      return `context: ${number(loss.trained)} tokens in training, ${number(loss.kept)} here; --context TOKENS for more`;
    case 'system-folded':
      return 'the place of instructions: the template has none, they stand before the first question';
    case 'dated':
      return "repeatability: the template writes the day's date, so the same question is another prompt tomorrow";
    case 'tools':
      return 'tools: the template knows them, Hakui gives it none';
  }
}
