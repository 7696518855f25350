import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { readLetters } from '../../src/benchmark/reading/reasoned-letter.ts';
import { isOfficiallyRight, noItems, type OfficialTally, tally } from '../../src/benchmark/scoring/official.ts';
import { scorePaperExact } from '../../src/benchmark/scoring/paper-exact.ts';
import { SetupError } from '../run/errors.ts';
import { type Place, readJsonLines } from '../run/json-lines.ts';

const USAGE = `usage: npm run --silent rescore -- metrics FILE.jsonl
       npm run --silent rescore -- read FILE.jsonl
       npm run --silent rescore -- official --gold FILE.jsonl … --predictions FILE.jsonl …
A file "-" is standard input. docs/scoring.md says what the lines hold.`;

class UsageError extends Error {}

/**
 * The benchmark's scoring for scripts: JSON lines to stdout, all else to stderr. Exit codes: 0 done, 1 a
 * file can't be read or holds something else, 2 wrong arguments.
 */
export async function rescore(args: string[]): Promise<number> {
  process.stdout.on('error', stopPrinting);
  try {
    const { positionals, values } = parse(args);
    const [what, ...files] = positionals;
    const { gold = [], predictions = [] } = values;
    const givesSets = gold.length > 0 && predictions.length > 0;
    if (what === 'metrics' && files.length === 1 && gold.length + predictions.length === 0) await metrics(files[0]!);
    else if (what === 'read' && files.length === 1 && gold.length + predictions.length === 0) await read(files[0]!);
    else if (what === 'official' && files.length === 0 && givesSets) await official(gold, predictions);
    else throw new UsageError(USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
}

function parse(args: string[]) {
  const files = { type: 'string', multiple: true } as const;
  try {
    const parsed = parseArgs({ args, allowPositionals: true, options: { gold: files, predictions: files } });
    const { gold = [], predictions = [] } = parsed.values;
    if ([...gold, ...predictions].filter((file) => file === '-').length > 1) {
      throw new Error('Standard input can be read only once.');
    }
    return parsed;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

const MetricsLine = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  lang: z.string().optional(),
  choices: z.array(z.string()),
  answer: z.string(),
  output: z.string(),
});

/** A line for each line, as soon as it is read: a file may be larger than the memory. */
async function metrics(file: string): Promise<void> {
  for await (const { value } of readJsonLines(file, MetricsLine)) {
    const { id, lang, ...item } = value;
    const score = scorePaperExact(item);
    const { response } = score;
    if ('error' in score) {
      await printJson({ id, lang, response, error: true });
    } else {
      const { exact, gestalt, match } = score;
      await printJson({ id, lang, response, exact, gestalt, match });
    }
  }
}

/** Of the options, in the order shown: more letters are read of no answer. */
const LETTERS = [...'ABCDEFGHIJ'];

const Options = z
  .array(z.string(), { error: 'expected the options, as a list or by their letters' })
  .min(1)
  .max(LETTERS.length);
const ReadLine = z.object({
  /** In the order shown; or by letters, which are A, B, C, … without a gap. */
  options: z.preprocess((value, context) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const byLetter = new Map(Object.entries(value).map(([letter, option]) => [letter.toUpperCase(), option]));
    const letters = LETTERS.slice(0, byLetter.size);
    if (letters.every((letter) => byLetter.has(letter))) return letters.map((letter) => byLetter.get(letter));
    context.addIssue({ code: 'custom', message: `expected the letters ${letters.join(', ')}` });
    return z.NEVER;
  }, Options),
  output: z.string(),
});

/** What each answer is read as: its letters in order, or null. */
async function read(file: string): Promise<void> {
  for await (const { value } of readJsonLines(file, ReadLine)) {
    const letters = readLetters(value.output, value.options);
    await printJson({ letters: letters?.map((position) => LETTERS[position]).join('') ?? null });
  }
}

const GoldLine = z.object({
  problem_id: z.string(),
  answer: z.array(z.string()).min(1),
  points: z
    .union([z.int().nonnegative(), z.string().regex(/^\d{1,9}$/, 'expected a whole number')], {
      error: 'expected a whole number',
    })
    .transform(Number),
});

const PredictionLine = z.object({ problem_id: z.string(), prediction: z.string() });

async function official(goldFiles: string[], predictionFiles: string[]): Promise<void> {
  const golds = await readById(goldFiles, GoldLine);
  const predictions = await readById(predictionFiles, PredictionLine);
  if (golds.size === 0) throw new SetupError(`${goldFiles.join(', ')}: no items`, 'Name files of questions.');
  const unanswered = [...golds.keys()].filter((id) => !predictions.has(id));
  const unknown = [...predictions.keys()].filter((id) => !golds.has(id));
  if (unanswered.length === golds.size) {
    throw new SetupError(
      `${predictionFiles.join(', ')}: no prediction for any item of ${goldFiles.join(', ')}`,
      'Name files that belong together.',
    );
  }
  warn('without a prediction, counted as not answered', unanswered);
  warn('predicted but in no gold file, left out', unknown);
  let sum: OfficialTally = noItems;
  for (const [id, gold] of golds) {
    sum = tally(sum, isOfficiallyRight(gold, predictions.get(id)?.prediction ?? null), gold.points);
  }
  await printJson(sum);
}

/** The lines of all files together. An id that comes twice is an error: one of its lines must be wrong. */
async function readById<T extends { problem_id: string }>(
  files: readonly string[],
  schema: z.ZodType<T>,
): Promise<Map<string, T>> {
  const values = new Map<string, T>();
  const places = new Map<string, Place>();
  for (const file of files) {
    for await (const { place, value } of readJsonLines(file, schema)) {
      const first = places.get(value.problem_id);
      if (first) throw place.error(`field "problem_id": "${value.problem_id}" stands already in ${first}`);
      places.set(value.problem_id, place);
      values.set(value.problem_id, value);
    }
  }
  return values;
}

const NAMED = 10;

function warn(what: string, ids: readonly string[]): void {
  if (ids.length === 0) return;
  const more = ids.length > NAMED ? ', …' : '';
  console.error(
    `${ids.length} ${ids.length === 1 ? 'item' : 'items'} ${what}: ${ids.slice(0, NAMED).join(', ')}${more}`,
  );
}

async function printJson(value: unknown): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(value)}\n`)) await once(process.stdout, 'drain');
}

/** `rescore … | head` has read enough; a full disk is another matter. */
function stopPrinting({ code, message }: NodeJS.ErrnoException): never {
  if (code === 'EPIPE') process.exit(0);
  console.error(`standard output: ${message}`);
  process.exit(1);
}
