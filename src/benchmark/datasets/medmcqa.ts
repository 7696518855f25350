import { z } from 'zod';
import { type AnswerBase, BaseTeller } from './answer-base';
import { ById, type DatasetReading, NO_FACTS, type Place } from './assemble';
import { Problems } from './errors';
import { Id, Text } from './fields';
import { FileReading } from './file-reading';
import { readJsonl } from './jsonl';
import { assembleOneLanguage, type Draft } from './one-language';
import { type NamedSource, stemName } from './source';

const Row = z.object({
  id: Id,
  question: Text,
  opa: z.string(),
  opb: z.string(),
  opc: z.string(),
  opd: z.string(),
  // The publisher's files count from 1; those of the hub count from 0 and give -1 where there is no answer.
  cop: z.number().int().min(-1).max(4).nullish(),
  subject_name: z.string().nullish(),
});

export interface MedMcQaOptions {
  /** For a file from which it can't be told. */
  answerBase?: AnswerBase;
}

/** MedMCQA (medmcqa/medmcqa): dev.json, train.json, a JSON object a line. */
export async function readMedMcQa(source: NamedSource, options: MedMcQaOptions = {}): Promise<DatasetReading> {
  const [problems, remarks] = [new Problems(), new Problems()];
  const reading = await FileReading.start(source, problems);
  const rows: { row: z.infer<typeof Row>; answer: number; place: Place }[] = [];
  const teller = new BaseTeller();
  for await (const { line, value } of readJsonl(reading, Row)) {
    const answer = value.cop ?? -1;
    if (answer < 0) {
      reading.problem('no-answer', line, { field: 'cop' });
      continue;
    }
    teller.see(answer, 4);
    rows.push({ row: value, answer, place: { file: source.name, line } });
  }
  const told = teller.tell();
  const base = 'base' in told ? told.base : told.fault === 'unknown' ? options.answerBase : undefined;
  const first = rows[0]?.place;
  if (base === undefined && first) problems.add('unknown-answer-base', { ...first, field: 'cop' });

  const drafts = new ById<Draft>(problems);
  if (base !== undefined) {
    for (const { row, answer, place } of rows) drafts.add(row.id, makeDraft(row, answer - base), place);
  }
  const name = () => `MedMCQA ${stemName(source.name)}`;
  return assembleOneLanguage({ kind: () => 'medmcqa', name, drafts, files: [reading.file()], problems, remarks });
}

const makeDraft = ({ question, opa, opb, opc, opd, subject_name }: z.infer<typeof Row>, answer: number): Draft => ({
  text: { question, options: [opa, opb, opc, opd] },
  gold: { kind: 'all', options: [answer] },
  facts: { ...NO_FACTS, category: subject_name?.trim() || null },
});
