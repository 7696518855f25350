import { z } from 'zod';
import type { DatasetFile, Gold, Item, ItemFacts, ItemText } from '../types';
import { assemble, ById, type DatasetReading, type Place } from './assemble';
import { type FieldReason, Problems } from './errors';
import { Options, Text } from './fields';
import { FileReading } from './file-reading';
import { humanFacts, Metadata, type Reports } from './igakuqa-facts';
import { blockOf, type IgakuQaName, nameSet, parseIgakuQaName, questionFile, yearOf } from './igakuqa-name';
import { readJsonl } from './jsonl';
import { optionsOfLetters, plainLetters } from './letters';
import { byName, type NamedSource } from './source';

/*
 * IgakuQA (jungokasai/IgakuQA): the Japanese medical licensing examination, a file of questions for each
 * block of an examination, its translation into English, and what is known about its candidates. Our own
 * sample questions have the same form.
 */

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

type Question = z.infer<typeof Question>;
type Translation = z.infer<typeof Translation>;
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
  const blocks = {
    questions: new Map<string, string>(),
    translation: new Map<string, string>(),
    metadata: new Map<string, string>(),
  };
  const files: DatasetFile[] = [];
  let kind: IgakuQaName['kind'] = 'igakuqa';
  for (const source of byName(sources)) {
    const name = parseIgakuQaName(source.name);
    if (!name) continue;
    blocks[name.part].set(name.block, source.name);
    if (name.kind === 'sample') kind = name.kind;
    files.push(await readPart(source, name, parts, problems));
  }

  checkIds(parts, blocks, problems);
  const items: Item[] = [];
  for (const [id, question] of parts.questions.entries) {
    const [translation, metadata] = [parts.translation.entries.get(id), parts.metadata.entries.get(id)];
    const item = makeItem(question, translation, metadata, { problems, remarks });
    if (item) items.push(item);
  }
  return assemble({ kind, name: nameSet(kind, blocks.questions.keys()), items, files, problems, remarks });
}

type Parts = { questions: ById<Question>; translation: ById<Translation>; metadata: ById<Metadata> };

async function readPart(
  source: NamedSource,
  { block, part }: IgakuQaName,
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

/** Every question has its translation and its facts where there is a file of them for its block, and the other way round. */
function checkIds(parts: Parts, blocks: Record<IgakuQaName['part'], Map<string, string>>, problems: Problems): void {
  for (const part of ['translation', 'metadata'] as const) {
    for (const { problem_id: id, place } of parts.questions.entries.values()) {
      const otherFile = blocks[part].get(blockOf(id));
      if (otherFile === undefined || parts[part].entries.has(id)) continue;
      problems.add('mismatched-ids', { ...place, id, otherFile });
    }
    for (const { problem_id: id, place } of parts[part].entries.values()) {
      if (parts.questions.entries.has(id)) continue;
      const otherFile = blocks.questions.get(blockOf(id)) ?? questionFile(blockOf(id));
      problems.add('mismatched-ids', { ...place, id, otherFile });
    }
  }
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
    year: yearOf(id),
    block: blockOf(id).slice(-1),
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
