import { z } from 'zod';
import type { DatasetFile, Gold, Item, ItemFacts, ItemText } from '../types';
import { assemble, ById, type DatasetReading, type Place } from './assemble';
import { type FieldReason, Problems } from './errors';
import { Options, Text } from './fields';
import { FileReading } from './file-reading';
import { readJsonl } from './jsonl';
import { optionsOfLetters, plainLetters } from './letters';
import { baseName, byName, type NamedSource } from './source';

/*
 * IgakuQA (jungokasai/IgakuQA): the Japanese medical licensing examination, a file of questions for each
 * block of an examination, its translation into English, and what is known about its candidates.
 */

export interface IgakuQaName {
  /** 112 for the 112th examination, held in 2018. */
  exam: number;
  block: string;
  part: 'questions' | 'translation' | 'metadata';
}

const PARTS = { jp: 'questions', translate: 'translation', metadata: 'metadata' } as const;

/** "2018/112-A_translate.jsonl" taken apart. The published evaluator wants the questions renamed to 112-A_jp.jsonl. */
export function parseIgakuQaName(name: string): IgakuQaName | null {
  const match = /^(\d{3})-([A-Z])(?:_(jp|translate|metadata))?(?: ?\(\d+\))?\.jsonl$/.exec(baseName(name));
  if (!match) return null;
  const part = match[3] ? PARTS[match[3] as keyof typeof PARTS] : 'questions';
  return { exam: Number(match[1]), block: match[2]!, part };
}

const YEAR_BEFORE_THE_FIRST = 1906;

const Question = z.object({
  problem_id: Text,
  problem_text: Text,
  choices: Options,
  text_only: z.boolean(),
  answer: z.array(z.string()).min(1),
  points: z.union([z.string(), z.number()]).nullish(),
});

const Translation = z.object({
  problem_id: Text,
  problem_text_en: Text,
  choices_en: Options,
  answer: z.array(z.string()).nullish(),
});

const Metadata = z.object({
  problem_id: Text,
  category: z.string().nullish(),
  kinki: z.array(z.string()).nullish(),
  human_accuracy: z.union([z.string(), z.number()]).nullish(),
  breakdown: z.array(z.union([z.string(), z.number()])).nullish(),
});

type Question = z.infer<typeof Question>;
type Translation = z.infer<typeof Translation>;
type Metadata = z.infer<typeof Metadata>;
type Placed<T> = T & { place: Place };

/** All files of all years together; each is told by its name. */
export async function readIgakuQa(sources: readonly NamedSource[]): Promise<DatasetReading> {
  const [problems, remarks] = [new Problems(), new Problems()];
  const parts = {
    questions: new ById<Question>(problems),
    translation: new ById<Translation>(problems),
    metadata: new ById<Metadata>(problems),
  };
  /** Per part, the file of each block. */
  const blocks = { questions: new Map<string, string>(), translation: new Map(), metadata: new Map() };
  const files: DatasetFile[] = [];
  for (const source of byName(sources)) {
    const name = parseIgakuQaName(source.name);
    if (!name) continue;
    const block = `${name.exam}${name.block}`;
    blocks[name.part].set(block, source.name);
    files.push(await readPart(source, block, name.part, parts, problems));
  }

  const lacking = new Lacking(problems);
  for (const { problem_id: id, place } of parts.questions.entries.values()) {
    for (const part of ['translation', 'metadata'] as const) {
      const file = blocks[part].get(blockOf(id));
      if (file !== undefined && !parts[part].entries.has(id)) lacking.add(id, place, file);
    }
  }
  for (const part of ['translation', 'metadata'] as const) {
    for (const { problem_id: id, place } of parts[part].entries.values()) {
      const file = blocks.questions.get(blockOf(id));
      if (!parts.questions.entries.has(id)) lacking.add(id, place, file ?? `${id.slice(0, 3)}-${id.slice(3, 4)}.jsonl`);
    }
  }

  const items: Item[] = [];
  for (const [id, question] of parts.questions.entries) {
    const [translation, metadata] = [parts.translation.entries.get(id), parts.metadata.entries.get(id)];
    const item = makeItem(question, translation, metadata, { problems, remarks });
    if (item) items.push(item);
  }
  return assemble({ kind: 'igakuqa', name: nameSet(blocks.questions.keys()), items, files, problems, remarks });
}

/** "112A" of "112A1". */
const blockOf = (id: string): string => id.slice(0, 4);

type Parts = { questions: ById<Question>; translation: ById<Translation>; metadata: ById<Metadata> };

async function readPart(
  source: NamedSource,
  block: string,
  part: IgakuQaName['part'],
  parts: Parts,
  problems: Problems,
): Promise<DatasetFile> {
  const reading = await FileReading.start(source, problems);
  const isOfBlock = (id: string, line: number): boolean => {
    const fits = id.startsWith(block) && /^\d+$/.test(id.slice(block.length));
    if (!fits) reading.badField(line, 'problem_id', 'of-another-file');
    return fits;
  };
  const take = async <T extends { problem_id: string }>(schema: z.ZodType<T>, to: ById<T>): Promise<void> => {
    for await (const { line, value } of readJsonl(reading, schema)) {
      if (isOfBlock(value.problem_id, line)) to.add(value.problem_id, value, { file: source.name, line });
    }
  };
  if (part === 'questions') await take(Question, parts.questions);
  else if (part === 'translation') await take(Translation, parts.translation);
  else await take(Metadata, parts.metadata);
  return reading.file();
}

class Lacking {
  readonly #problems: Problems;
  constructor(problems: Problems) {
    this.#problems = problems;
  }
  add(id: string, place: Place, otherFile: string): void {
    this.#problems.add('mismatched-ids', { ...place, id, otherFile });
  }
}

interface Reports {
  problems: Problems;
  remarks: Problems;
}

function makeItem(
  question: Placed<Question>,
  translation: Placed<Translation> | undefined,
  metadata: Placed<Metadata> | undefined,
  { problems, remarks }: Reports,
): Item | null {
  const { problem_id: id, place } = question;
  const gold = parseAnswer(question.answer, question.choices.length);
  if ('reason' in gold) {
    problems.add('bad-field', { ...place, field: 'answer', reason: gold.reason });
    return null;
  }
  const points = question.points === '' || question.points == null ? null : Number(question.points);
  if (points !== null && !(points >= 0 && points <= 100)) {
    problems.add('bad-field', { ...place, field: 'points', reason: 'not-a-number' });
    return null;
  }
  remarkBlanks(question.choices, 'choices', place, remarks);
  const texts: Item['texts'] = { ja: { question: question.problem_text, options: question.choices } };
  if (translation) {
    const english = translatedText(question, translation, problems);
    if (!english) return null;
    remarkBlanks(english.options, 'choices_en', translation.place, remarks);
    texts.en = english;
  }
  const facts: ItemFacts = {
    year: Number(id.slice(0, 3)) + YEAR_BEFORE_THE_FIRST,
    block: id.slice(3, 4),
    points,
    ...humanFacts(metadata, question.choices.length, { problems, remarks }),
  };
  return { id, texts, gold, textOnly: question.text_only, facts };
}

/** ["e"], ["a", "c"]: all of these. ["a or d"]: one of them, as the ministry ruled afterwards. ["7.20"] without options: a number. */
function parseAnswer(answer: readonly string[], optionCount: number): Gold | { reason: FieldReason } {
  if (optionCount === 0) {
    const value = answer[0]!.trim();
    if (answer.length > 1) return { reason: 'too-many' };
    return value === '' ? { reason: 'empty' } : { kind: 'value', value };
  }
  const letters = answer.map(plainLetters);
  const either = letters.length === 1 ? letters[0]!.split(/\s+or\s+/) : [];
  const chosen = optionsOfLetters(either.length > 1 ? either : letters, optionCount);
  if ('reason' in chosen) return chosen;
  return { kind: either.length > 1 ? 'any' : 'all', options: chosen.options };
}

function remarkBlanks(options: readonly string[], field: string, place: Place, remarks: Problems): void {
  // Options that are drawn in the picture: published as blank, and no text model is asked them.
  options.forEach((option, index) => {
    if (option.trim() === '') remarks.add('blank-option', { ...place, field: `${field}[${index}]` });
  });
}

function translatedText(question: Placed<Question>, translation: Placed<Translation>, problems: Problems) {
  const differs = (field: string) => {
    const { file: otherFile, line: otherLine } = question.place;
    problems.add('translation-differs', { ...translation.place, id: question.problem_id, field, otherFile, otherLine });
    return null;
  };
  const { problem_text_en, choices_en, answer } = translation;
  if (choices_en.length !== question.choices.length) return differs('choices_en');
  if (answer && answer.map(plainLetters).join() !== question.answer.map(plainLetters).join()) return differs('answer');
  return { question: problem_text_en, options: choices_en } satisfies ItemText;
}

type HumanFacts = Pick<ItemFacts, 'category' | 'prohibited' | 'humanAccuracy' | 'humanShares'>;

function humanFacts(metadata: Placed<Metadata> | undefined, optionCount: number, reports: Reports): HumanFacts {
  if (!metadata) return { category: null, prohibited: [], humanAccuracy: null, humanShares: null };
  const { place } = metadata;
  const share = (value: string | number, field: string): number | null => {
    if (value === '') return null;
    const percent = typeof value === 'number' ? value : Number(value.trim() || Number.NaN);
    if (percent >= 0 && percent <= 100) return percent / 100;
    // The publisher has figures like 500.3: a figure beside the item is not worth refusing the examination for.
    reports.remarks.add('implausible-figure', { ...place, field, value });
    return null;
  };
  const humanAccuracy = share(metadata.human_accuracy ?? '', 'human_accuracy');
  const breakdown = metadata.breakdown ?? [];
  const shares = breakdown.map((value, index) => share(value, `breakdown[${index}]`));
  const fits = shares.length === optionCount && optionCount > 0;
  if (!fits && shares.length > 0) {
    reports.remarks.add('implausible-figure', { ...place, field: 'breakdown', value: shares.length });
  }
  const known = shares.filter((each) => each !== null);
  return {
    category: metadata.category?.trim() || null,
    prohibited: prohibited(metadata, optionCount, reports.problems),
    humanAccuracy,
    humanShares: fits && known.length === optionCount ? known : null,
  };
}

/** ["c", "e"], ["cde"] and ["d", " e"] all stand in the published files. */
function prohibited({ kinki, place }: Placed<Metadata>, optionCount: number, problems: Problems): number[] {
  const letters = [...new Set((kinki ?? []).flatMap((each) => [...plainLetters(each)]))];
  const chosen = optionsOfLetters(letters, optionCount);
  if ('options' in chosen) return chosen.options;
  problems.add('bad-field', { ...place, field: 'kinki', reason: chosen.reason });
  return [];
}

/** "IgakuQA 2018", "IgakuQA 2018–2021", "IgakuQA 2018 A". */
function nameSet(blocks: Iterable<string>): string {
  const all = [...blocks].sort();
  const years = [...new Set(all.map((block) => Number(block.slice(0, 3)) + YEAR_BEFORE_THE_FIRST))];
  if (years.length > 1) return `IgakuQA ${years[0]}–${years.at(-1)}`;
  const letters = all.map((block) => block.slice(3)).join('');
  return ['IgakuQA', ...years, ...(letters === 'ABCDEF' ? [] : [letters])].join(' ').trim();
}
