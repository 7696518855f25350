import { expect, test } from 'vitest';
import type { ColumnMapping } from '../../datasets/mapping';
import { proposeMapping } from '../../datasets/propose-mapping';
import { previewTable } from '../../datasets/table';
import { textSource } from '../../datasets/testing/sources';
import { formOf, type MappingForm, meaningOf, proposeForm, withAnswer, withLanguages } from './mapping-form';

const previewOf = (text: string, name = 'x.csv') => previewTable(textSource(name, text));
const ENGLISH = 'id,question,A,B,answer,subject\n1,Which is a bone?,Femur,Liver,A,anatomy\n';
const UNKNOWN = 'Frage,eins,zwei,Schluessel\nWhich is a bone?,Femur,Liver,Femur\n';

const mappingOf = (form: MappingForm): ColumnMapping => {
  const meaning = meaningOf(form);
  if ('missing' in meaning) throw new Error(meaning.missing.join());
  return meaning.mapping;
};

test.each([
  ['one language', ENGLISH],
  ['a list with a separator', 'question,choices,answer\nWhich?,a bone;a nail,a nail\n'],
  ['numbers', 'question,A,B,answer\nWhich?,a bone,a nail,0\n'],
  ['numbers that do not tell', 'question,A,B,C,answer\nWhich?,a,b,c,1\n'],
  ['a column of languages', 'lang,question,A,B,answer\nja,どれか。,骨,爪,b\n'],
  ['two languages', 'question_ja,options_ja,question_en,options_en,answer\nどれか。,骨|爪,Which?,bone|nail,a\n'],
  [
    'an answer in English',
    'question_ja,options_ja,question_en,options_en,answer\nどれか。,骨|爪,Which?,bone|nail,nail\n',
  ],
  ['English before Japanese', 'question,choices,question_ja,choices_ja,answer\nWhich?,bone|nail,どれか。,骨|爪,nail\n'],
])('a proposed mapping goes through the form unchanged: %s', async (_, text) => {
  const proposed = proposeMapping(await previewOf(text));
  expect(proposed).not.toBeNull();
  expect(mappingOf(formOf(proposed!))).toEqual(proposed);
});

test('headers that say little fill in what they say, and the rest is still to be chosen', async () => {
  const form = proposeForm(await previewOf('Frage,A,B,Nr,year\nどの骨か。,大腿骨,肝臓,1,2019\n'));
  expect(form).toMatchObject({ languages: 'ja', texts: [{ question: '', columns: ['A', 'B'] }, {}] });
  expect(form.facts.year).toBe('year');
  expect(meaningOf(form)).toEqual({ missing: ['question', 'answer'] });
});

test('options need two columns, a list its column and a separator, a language its column', async () => {
  const form = proposeForm(await previewOf(ENGLISH));
  const [text, other] = form.texts;
  const missing = (change: Partial<MappingForm['texts'][0]>) =>
    meaningOf({ ...form, texts: [{ ...text, ...change }, other] });
  expect(missing({ columns: ['A'] })).toEqual({ missing: ['options'] });
  expect(missing({ optionsAre: 'list' })).toEqual({ missing: ['options'] });
  expect(missing({ optionsAre: 'list', list: 'A', separator: '' })).toEqual({ missing: ['separator'] });
  expect(meaningOf({ ...form, languages: 'column' })).toEqual({ missing: ['language'] });
});

test('a chosen answer column brings how its answers are written', async () => {
  const preview = await previewOf(UNKNOWN);
  const form = proposeForm(preview);
  const texts: MappingForm['texts'] = [
    { ...form.texts[0], question: 'Frage', columns: ['eins', 'zwei'] },
    form.texts[1],
  ];
  const chosen = withAnswer({ ...form, texts }, 'Schluessel', preview.rows);
  expect(mappingOf(chosen).answer).toEqual({ kind: 'text', column: 'Schluessel' });
});

test('English keeps its columns when Japanese comes beside it, and when it goes', async () => {
  const english = proposeForm(await previewOf(ENGLISH));
  const both = withLanguages(english, 'both');
  expect(both.texts[1]).toEqual(english.texts[0]);
  expect(meaningOf(both)).toEqual({ missing: ['question', 'options'] });
  expect(withLanguages(both, 'en')).toEqual(english);
  expect(withLanguages(english, 'ja').texts).toEqual(english.texts);
});
