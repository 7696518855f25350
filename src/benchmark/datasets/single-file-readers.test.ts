import { describe, expect, it } from 'vitest';
import { readHarness } from './harness';
import { readMedMcQa } from './medmcqa';
import { readMedQa } from './medqa';
import { readMmlu } from './mmlu';
import { datasetOf, jsonLines, problemsOf, textSource } from './testing/sources';

const options = { A: 'Rest', B: 'Ice', C: 'Heat', D: 'Rest', E: 'Splint' };
const medQa = (rest: object = {}) => ({
  question: 'A patient twists an ankle. What helps?',
  answer: 'Ice',
  options,
  meta_info: 'step1',
  answer_idx: 'B',
  ...rest,
});
const readMedQaRows = (...rows: unknown[]) => readMedQa(textSource('US/test.jsonl', jsonLines(rows)));

describe('MedQA', () => {
  it('has options by letters, and a step', async () => {
    const dataset = datasetOf(await readMedQaRows(medQa(), medQa({ answer_idx: undefined, answer: 'Rest' })));
    expect(dataset).toMatchObject({ kind: 'medqa', name: 'MedQA test', languages: ['en'] });
    expect(dataset.items[0]).toMatchObject({
      id: 'test-1',
      texts: { en: { options: Object.values(options) } },
      gold: { kind: 'all', options: [1] },
      facts: { category: 'step1' },
    });
    // Two options read "Rest": either is right.
    expect(dataset.items[1]?.gold).toEqual({ kind: 'any', options: [0, 3] });
  });

  it.each([
    ['a letter that is not its answer', { answer_idx: 'A' }, 'answer_idx', 'differs-from-letter'],
    ['an answer that is no option', { answer_idx: undefined, answer: 'Tea' }, 'answer', 'not-an-option'],
    ['a letter beyond the options', { answer_idx: 'F' }, 'answer_idx', 'beyond-options'],
    ['letters with a gap', { options: { A: 'x', C: 'y' } }, 'options', 'not-a-letter'],
  ])('refuses %s', async (_, rest, field, reason) => {
    const problems = problemsOf(await readMedQaRows(medQa(), medQa(rest)));
    expect(problems).toEqual([{ code: 'bad-field', file: 'US/test.jsonl', line: 2, field, reason }]);
  });

  it('refuses Chinese, of which no text model here is asked', async () => {
    const problems = problemsOf(await readMedQaRows(medQa({ question: '患者首选的治疗是' })));
    expect(problems.map(({ code }) => code)).toEqual(['unsupported-language']);
  });
});

const mcqa = (id: string, cop: number | undefined) => ({
  id,
  question: 'Which is a bone?',
  opa: 'Femur',
  opb: 'Liver',
  opc: 'Lens',
  opd: 'Lung',
  cop,
  choice_type: 'single',
  subject_name: 'Anatomy',
  topic_name: null,
});
const readMcqa = (answers: (number | undefined)[], base?: 0 | 1) =>
  readMedMcQa(
    textSource('dev.json', jsonLines(answers.map((cop, index) => mcqa(`q${index}`, cop)))),
    base === undefined ? {} : { answerBase: base },
  );
const goldOptions = async (...given: Parameters<typeof readMcqa>) =>
  datasetOf(await readMcqa(...given)).items.map(({ gold }) => ('options' in gold ? gold.options[0] : null));

describe('MedMCQA', () => {
  it('is told by all of a file to count from 0 or from 1', async () => {
    expect(await goldOptions([1, 4, 2])).toEqual([0, 3, 1]);
    expect(await goldOptions([1, 0, 2])).toEqual([1, 0, 2]);
    expect(await goldOptions([1, 2], 1)).toEqual([0, 1]);
  });

  it('is refused where nobody can tell, or the file contradicts itself', async () => {
    for (const answers of [
      [1, 2, 3],
      [0, 4],
    ]) {
      expect(problemsOf(await readMcqa(answers))).toEqual([
        { code: 'unknown-answer-base', file: 'dev.json', line: 1, field: 'cop' },
      ]);
    }
    expect(problemsOf(await readMcqa([0, 4], 1))).toHaveLength(1);
  });

  it('is refused where it has no answers, as the test questions', async () => {
    const problems = problemsOf(await readMcqa([4, undefined, -1]));
    expect(problems.map(({ code, line }) => [code, line])).toEqual([
      ['no-answer', 2],
      ['no-answer', 3],
    ]);
  });
});

describe('MMLU and JMMLU', () => {
  it('are told apart by the language, and keep spaces as published', async () => {
    const ja = await readMmlu([textSource('anatomy.csv', '\uFEFF骨はどれか？,大腿骨, 肝臓 ,"水,晶体",肺,A\r\n')]);
    expect(datasetOf(ja)).toMatchObject({ kind: 'jmmlu', name: 'JMMLU anatomy' });
    expect(datasetOf(ja).items[0]?.texts.ja?.options).toEqual(['大腿骨', ' 肝臓 ', '水,晶体', '肺']);
    const en = await readMmlu([textSource('test/anatomy_test.csv', 'A bone?,Femur,Liver,Lens,Lung,A\n')]);
    expect(datasetOf(en)).toMatchObject({
      kind: 'mmlu',
      items: [{ id: 'anatomy_test-1', facts: { category: 'anatomy' } }],
    });
  });

  it.each([
    ['a column too few', 'A bone?,Femur,Liver,A', { code: 'wrong-columns', expected: 6, actual: 4 }],
    ['another letter', 'A bone?,a,b,c,d,E', { code: 'bad-field', field: 'answer', reason: 'beyond-options' }],
    ['no question', ' ,a,b,c,d,A', { code: 'bad-field', field: 'question', reason: 'empty' }],
  ])('refuse %s', async (_, row, expected) => {
    const reading = await readMmlu([textSource('x.csv', `A bone?,Femur,Liver,Lens,Lung,A\n${row}\n`)]);
    expect(problemsOf(reading)).toEqual([{ file: 'x.csv', line: 2, ...expected }]);
  });
});

const harness = (language: 'ja' | 'en', rows: unknown[]) => textSource(`usmleqa_${language}.jsonl`, jsonLines(rows));
const ja = (id: number, rest: object = {}) => ({
  problem_id: id,
  problem_text: '足首をひねった。',
  choices: ['安静', '氷', '安静'],
  answer: '安静',
  ...rest,
});
const en = (id: number, rest: object = {}) => ({
  problem_id: id,
  problem_text: 'A twisted ankle.',
  choices: ['Rest', 'Ice', 'Repose'],
  answer: 'Repose',
  ...rest,
});

describe('the published evaluator’s own files', () => {
  it('are one set in two languages, each telling which of two like options the other means', async () => {
    const dataset = datasetOf(await readHarness([harness('ja', [ja(1)]), harness('en', [en(1)])]));
    expect(dataset).toMatchObject({ kind: 'medqa', name: 'usmleqa', languages: ['ja', 'en'] });
    expect(dataset.items[0]?.gold).toEqual({ kind: 'all', options: [2] });
    const alone = datasetOf(await readHarness([harness('ja', [ja(1)])]));
    expect(alone.items[0]?.gold).toEqual({ kind: 'any', options: [0, 2] });
  });

  it('may join the texts of several answers', async () => {
    const dataset = datasetOf(await readHarness([harness('en', [en(1, { answer: 'Ice,Repose' })])]));
    expect(dataset.items[0]?.gold).toEqual({ kind: 'all', options: [1, 2] });
  });

  it('may lack ids, and are numbered then', async () => {
    const row = en(1, { problem_id: undefined });
    expect(datasetOf(await readHarness([harness('en', [row])])).items[0]?.id).toBe('usmleqa-1');
  });

  it('are refused where the languages disagree', async () => {
    const other = await readHarness([harness('ja', [ja(1, { answer: '氷' })]), harness('en', [en(1)])]);
    expect(problemsOf(other)).toMatchObject([{ code: 'translation-differs', field: 'answer', line: 1 }]);
    const lacks = await readHarness([harness('ja', [ja(1), ja(2)]), harness('en', [en(1)])]);
    expect(problemsOf(lacks)).toMatchObject([{ code: 'mismatched-ids', id: '2', line: 2 }]);
    const neither = await readHarness([harness('en', [en(1, { answer: 'Tea' })])]);
    expect(problemsOf(neither)).toMatchObject([
      { code: 'bad-field', field: 'answer', reason: 'not-an-option', line: 1 },
    ]);
  });
});
