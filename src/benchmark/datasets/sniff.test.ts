import { describe, expect, it } from 'vitest';
import { sniffDatasets } from './sniff';
import { jsonLines, textSource } from './testing/sources';

const question = (id: string) => ({
  problem_id: id,
  problem_text: '問い',
  choices: ['a', 'b'],
  text_only: true,
  answer: ['a'],
});
const translation = (id: string) => ({ problem_id: id, problem_text_en: 'Q', choices_en: ['a', 'b'], answer: ['a'] });
const harness = { problem_id: 1, problem_text: 'Q', choices: ['a', 'b'], answer: 'a' };
const mcqa = { id: 'x', question: 'Q', opa: '1', opb: '2', opc: '3', opd: '4', cop: 1 };
const medqa = {
  question: 'What helps?',
  options: { A: 'x', B: 'y' },
  answer: 'x',
  answer_idx: 'A',
  meta_info: 'step1',
};

const SOURCES = [
  textSource('q/130-A.jsonl', jsonLines([question('130A1')])),
  textSource('q/130-A_translate.jsonl', jsonLines([translation('130A1')])),
  textSource('q/131-B.jsonl', jsonLines([question('131B1')])),
  textSource('q/131-C_translate.jsonl', jsonLines([translation('131C1')])),
  textSource('results/130-A_model.jsonl', jsonLines([{ problem_id: '130A1', prediction: 'a' }])),
  textSource('h/usmleqa_ja.jsonl', jsonLines([harness])),
  textSource('h/usmleqa_en.jsonl', jsonLines([harness])),
  textSource('h/medmcqa_en.jsonl', jsonLines([harness])),
  textSource('dev.json', jsonLines([mcqa])),
  textSource('US/test.jsonl', jsonLines([medqa])),
  textSource('Mainland/test.jsonl', jsonLines([{ ...medqa, question: '患者首选的治疗是' }])),
  textSource('j/anatomy.csv', '骨はどれか？,大腿骨,肝臓,水晶体,肺,A\n'),
  textSource('j/virology.csv', 'ウイルスはどれか？,a,b,c,d,B\n'),
  textSource('e/anatomy_test.csv', 'Which is a bone?,a,b,c,d,B\n'),
  textSource('own.csv', '問題文,A,B,正解\n骨は？,骨,肝,A\n'),
  textSource('table.csv', 'colour,size,price\nred,1,2\n'),
  textSource('list.json', '[{"question": "Q"}]'),
  textSource('README.md', '# Read me'),
  textSource('__MACOSX/q/._130-A.jsonl', 'x'),
  textSource('inner.zip', 'PK'),
  textSource('words.csv', 'word\nbone\n'),
];

describe('files that were dropped together', () => {
  it('are put together as data sets, and what is left over is named with a reason', async () => {
    const { groups, leftOver } = await sniffDatasets(SOURCES);
    const told = groups.map(({ reader, kind, sources }) => [reader, kind, ...sources.map((source) => source.name)]);
    expect(told.sort()).toEqual([
      ['generic', 'generic', 'own.csv'],
      ['generic', 'generic', 'table.csv'],
      ['harness', 'medmcqa', 'h/medmcqa_en.jsonl'],
      ['harness', 'medqa', 'h/usmleqa_en.jsonl', 'h/usmleqa_ja.jsonl'],
      ['igakuqa', 'igakuqa', 'q/130-A.jsonl', 'q/130-A_translate.jsonl', 'q/131-B.jsonl'],
      ['medmcqa', 'medmcqa', 'dev.json'],
      ['medqa', 'medqa', 'US/test.jsonl'],
      ['mmlu', 'jmmlu', 'j/anatomy.csv', 'j/virology.csv'],
      ['mmlu', 'mmlu', 'e/anatomy_test.csv'],
    ]);
    expect(groups.find(({ sources }) => sources[0]?.name === 'own.csv')?.mapping).not.toBeNull();
    expect(groups.find(({ sources }) => sources[0]?.name === 'table.csv')?.mapping).toBeNull();
    expect(Object.fromEntries(leftOver.map(({ name, reason }) => [name, reason]))).toEqual({
      'q/131-C_translate.jsonl': 'no-question-file',
      'results/130-A_model.jsonl': 'predictions',
      'Mainland/test.jsonl': 'unsupported-language',
      'list.json': 'json-array',
      'README.md': 'other-format',
      '__MACOSX/q/._130-A.jsonl': 'hidden',
      'inner.zip': 'nested-archive',
      'words.csv': 'not-questions',
    });
  });

  it('are put together alike in any order', async () => {
    expect(await sniffDatasets(SOURCES.toReversed())).toEqual(await sniffDatasets(SOURCES));
  });

  it('are still IgakuQA by their name when they can’t be read', async () => {
    const { groups } = await sniffDatasets([textSource('130-A.jsonl', '{"problem_id": ')]);
    expect(groups.map((group) => group.reader)).toEqual(['igakuqa']);
  });
});
