import { ById, type DatasetReading, NO_FACTS, type Place } from './assemble';
import { type CsvRecord, readCsv } from './csv';
import { Problems } from './errors';
import { FileReading } from './file-reading';
import { optionsOfLetters, plainLetters } from './letters';
import { assembleOneLanguage, type Draft } from './one-language';
import { byName, type NamedSource, stemName } from './source';

const COLUMNS = 6;
const OPTIONS = 4;

/** Whether a record reads like MMLU's: question, four options, a letter. */
export const isMmluRecord = (fields: readonly string[]): boolean =>
  fields.length === COLUMNS && /^[a-d]$/.test(plainLetters(fields[COLUMNS - 1]!));

/** "anatomy" of "test/anatomy_test.csv". */
const subjectOf = (name: string): string => stemName(name).replace(/_(test|dev|val)$/, '');

/**
 * MMLU (English) and JMMLU (Japanese), a CSV file without a header for each subject. Which of the two is
 * told by the language of the questions; the texts are kept as published, JMMLU's spaces around options too.
 */
export async function readMmlu(sources: readonly NamedSource[]): Promise<DatasetReading> {
  const [problems, remarks] = [new Problems(), new Problems()];
  const drafts = new ById<Draft>(problems);
  const files = [];
  const subjects = new Set<string>();
  for (const source of byName(sources)) {
    const reading = await FileReading.start(source, problems);
    const stem = stemName(source.name);
    subjects.add(subjectOf(source.name));
    let count = 0;
    for await (const record of readCsv(reading)) {
      const place = { file: source.name, line: record.line };
      const draft = makeDraft(record, place, problems);
      if (draft) drafts.add(`${stem}-${++count}`, draft, place);
    }
    files.push(reading.file());
  }
  const list = [...subjects].sort();
  return assembleOneLanguage({
    kind: (language) => (language === 'ja' ? 'jmmlu' : 'mmlu'),
    name: (language) => `${language === 'ja' ? 'JMMLU' : 'MMLU'} ${listSubjects(list)}`,
    drafts,
    files,
    problems,
    remarks,
  });
}

function makeDraft({ fields }: CsvRecord, place: Place, problems: Problems): Draft | null {
  if (fields.length !== COLUMNS) {
    problems.add('wrong-columns', { ...place, expected: COLUMNS, actual: fields.length });
    return null;
  }
  const [question = '', ...rest] = fields;
  const [options, letter] = [rest.slice(0, OPTIONS), rest[OPTIONS] ?? ''];
  const chosen = optionsOfLetters([plainLetters(letter)], OPTIONS);
  if ('reason' in chosen) {
    problems.add('bad-field', { ...place, field: 'answer', reason: chosen.reason });
    return null;
  }
  if (question.trim() === '') {
    problems.add('bad-field', { ...place, field: 'question', reason: 'empty' });
    return null;
  }
  const facts = { ...NO_FACTS, category: subjectOf(place.file) };
  return { text: { question, options }, gold: { kind: 'all', options: chosen.options }, facts };
}

const listSubjects = (subjects: readonly string[]): string =>
  subjects.length > 3 ? `${subjects.slice(0, 2).join(', ')}, … (${subjects.length})` : subjects.join(', ');
