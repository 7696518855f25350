import { z } from 'zod';
import { ById, type DatasetReading, NO_FACTS } from './assemble';
import { Problems } from './errors';
import { Id, MOST_OPTIONS, Text } from './fields';
import { FileReading } from './file-reading';
import { readJsonl } from './jsonl';
import { optionsOfLetters, optionsWithText, plainLetters } from './letters';
import { assembleOneLanguage, type Draft } from './one-language';
import { type NamedSource, stemName } from './source';

const LettersInOrder = (options: Record<string, string>) =>
  Object.keys(options).every((key, index) => plainLetters(key) === String.fromCharCode(97 + index));

const Row = z.object({
  id: Id.nullish(),
  question: Text,
  options: z
    .record(z.string(), z.string())
    .transform((options) => Object.fromEntries(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))))
    .refine(LettersInOrder, { message: 'not-a-letter' })
    .transform((options) => Object.values(options))
    .refine((options) => options.length >= 2, { message: 'too-few' })
    .refine((options) => options.length <= MOST_OPTIONS, { message: 'too-many' }),
  answer: z.string(),
  answer_idx: z.string().nullish(),
  meta_info: z.string().nullish(),
});

/** MedQA as its publisher ships it (jind11/MedQA, questions/…): the answer as text, and mostly as letter. */
export async function readMedQa(source: NamedSource): Promise<DatasetReading> {
  const [problems, remarks] = [new Problems(), new Problems()];
  const reading = await FileReading.start(source, problems);
  const drafts = new ById<Draft>(problems);
  const stem = stemName(source.name);
  let count = 0;
  for await (const { line, value } of readJsonl(reading, Row)) {
    count++;
    const answer = goldOf(value);
    if (typeof answer === 'string') {
      reading.badField(line, value.answer_idx == null ? 'answer' : 'answer_idx', answer);
      continue;
    }
    const draft: Draft = {
      text: { question: value.question, options: value.options },
      gold: { kind: answer.length > 1 ? 'any' : 'all', options: answer },
      facts: { ...NO_FACTS, category: value.meta_info?.trim() || null },
    };
    drafts.add(value.id ?? `${stem}-${count}`, draft, { file: source.name, line });
  }
  const name = () => `MedQA ${stem}`;
  return assembleOneLanguage({ kind: () => 'medqa', name, drafts, files: [reading.file()], problems, remarks });
}

function goldOf({ options, answer, answer_idx: letter }: z.infer<typeof Row>) {
  const byText = optionsWithText(options, answer);
  if (letter == null) return byText.length > 0 ? byText : 'not-an-option';
  const chosen = optionsOfLetters([plainLetters(letter)], options.length);
  if ('reason' in chosen) return chosen.reason;
  return byText.includes(chosen.options[0]!) ? chosen.options : 'differs-from-letter';
}
