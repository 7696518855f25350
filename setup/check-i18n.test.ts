import { expect, test } from 'vitest';
import { checkTexts } from './check-i18n.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: the code that is read holds a template
const used = new Map([['a.tsx', "t('chat.send'); t(`chat.age.${age}`);"]]);
const en = { chat: { send: 'Send {{n, bytes}}', age: { today: 'Today' } } };
const ja = { chat: { send: '{{n, bytes}} を送信', age: { today: '今日' } } };

test('equal texts that are all used have no problems', () => {
  expect(checkTexts(ja, en, used)).toEqual([]);
});

test('a key missing in one language is named', () => {
  expect(checkTexts({ chat: { send: ja.chat.send, age: {} } }, en, used)).toEqual(['chat.age.today: missing in ja']);
});

test('an empty text is named', () => {
  const empty = { chat: { ...ja.chat, age: { today: ' ' } } };
  expect(checkTexts(empty, en, used)).toEqual(['chat.age.today: empty in ja']);
});

test('a value filled in differently is named', () => {
  const other = { chat: { ...ja.chat, send: '{{m, bytes}} を送信' } };
  expect(checkTexts(other, en, used)).toEqual(['chat.send: ja fills in {m, bytes}, en {n, bytes}']);
});

test('a key that no code names is unused', () => {
  const extra = { more: { left: 'x' } };
  expect(checkTexts({ ...ja, ...extra }, { ...en, ...extra }, used)).toEqual(['more.left: not used in the code']);
});

test.each([
  ['text between tags', '<p>Hello</p>'],
  ['a label for screen readers', '<button aria-label="Close" />'],
  ['Japanese anywhere', "const title = '保存';"],
])('%s is found in the code', (_, code) => {
  const problems = checkTexts(ja, en, new Map([...used, ['b.tsx', code]]));
  expect(problems).toEqual([expect.stringMatching(/^b\.tsx:1: visible text/)]);
});

test('signs, keys and class names are not taken for visible text', () => {
  const code = '<p className="note" title={t("chat.send")}>· {value}</p>';
  expect(checkTexts(ja, en, new Map([...used, ['b.tsx', code]]))).toEqual([]);
});
