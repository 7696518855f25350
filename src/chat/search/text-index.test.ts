import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Piece } from './snippet';
import { createTextIndex, type Found, MOST_SHOWN, type TextIndex } from './text-index';

/** A conversation under its title, with messages `${title}0`, `${title}1` …; the later one is the newer. */
function add(index: TextIndex, title: string, ...messages: string[]): void {
  const { length } = index.conversationIds();
  index.putConversation({ id: `c${length}`, title, updatedAt: length });
  messages.forEach((text, at) => {
    index.putMessage(`c${length}`, { id: `c${length} ${at}`, text, createdAt: at });
  });
}

function indexOf(...texts: string[]): TextIndex {
  const index = createTextIndex();
  for (const text of texts) add(index, '', text);
  return index;
}

const ids = (index: TextIndex, typed: string) => index.find(typed).found.map((found) => found.conversationId);

const shown = (pieces: readonly Piece[]) => pieces.map(({ text, hit }) => (hit ? `[${text}]` : text)).join('');
const snippet = (found: Found | undefined) => found?.message && shown(found.message.snippet);

describe('what is found', () => {
  test.each([
    ['低カリウム', '低カリウム血症の鑑別'],
    ['カリウム血', '低カリウム血症の鑑別'],
    ['血症', '低カリウム血症の鑑別'],
    ['別', '低カリウム血症の鑑別'],
    ['鑑', '低カリウム血症の鑑別'],
    ['ｶﾘｳﾑ', '低カリウム血症の鑑別'],
    ['カリウム', '低ｶﾘｳﾑ血症'],
    ['ＣＯＰＤ', 'copd の増悪'],
    ['K血症', '低K血症の鑑別'],
    ['αブロッカー', 'αブロッカーの副作用'],
    ['血症、鑑別', '低カリウム血症の鑑別'],
    ['鑑別　血症', '低カリウム血症の鑑別'],
    ['hypokal', 'Causes of Hypokalaemia'],
    ['hypokalaemla', 'Causes of Hypokalaemia'],
    ['NT-proBNP', 'NT-proBNP 1,850 pg/mL'],
    ['2.8', '血清 K 2.8 mEq/L'],
    ['ΝΌΣΟΣ', 'νόσος'],
    ['𠮷野', '患者は𠮷野さん'],
  ])('%s in %s', (typed, text) => expect(ids(indexOf(text), typed)).toEqual(['c0']));

  test.each([
    ['心筋梗塞', '心筋の壊死。筋梗は無関係。梗塞ではない'],
    ['血症K', '低K血症の鑑別'],
    ['K', 'Keep the kidney in mind'],
    ['dose', 'dosage, nose'],
    ['2.8', '28 mEq/L, 3.8'],
    ['warfarin INR', 'Warfarin alone'],
    ['血清 カルシウム', '血清カリウム'],
    ['?!。', 'Why?!。'],
    ['', 'anything'],
  ])('not %s in %s', (typed, text) => expect(ids(indexOf(text), typed)).toEqual([]));

  test('every word of a text, and every part of what is written without spaces', () => {
    const alphabet = ['ｶﾞ', 'か\u3099', ...'低カリウム血症の鑑別はーｶ々。、 \n-.,/()ＡＢab cKα12５é𠮷'];
    const text = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: 40 });
    const segmenter = new Intl.Segmenter('ja', { granularity: 'word' });
    const graphemes = new Intl.Segmenter('ja');
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (written, start, length) => {
        const index = indexOf(written);
        const words = [...segmenter.segment(written)].filter((part) => part.isWordLike).map((part) => part.segment);
        for (const word of words) expect([word, ids(index, word)]).toEqual([word, ['c0']]);
        for (const [run] of written.matchAll(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ーﾞ\u3099]+/gu)) {
          const characters = Array.from(graphemes.segment(run), (part) => part.segment);
          const from = start % characters.length;
          const part = characters.slice(from, from + 1 + (length % characters.length)).join('');
          expect([part, ids(index, part)]).toEqual([part, ['c0']]);
        }
      }),
    );
  });

  test('parts that lie in different texts of one conversation, not of two', () => {
    const index = createTextIndex();
    add(index, '低カリウム血症', 'Check magnesium too.');
    add(index, 'Calcium', 'Check phosphate too.');
    expect(ids(index, 'カリウム magnesium')).toEqual(['c0']);
    expect(ids(index, 'magnesium phosphate')).toEqual([]);
  });
});

describe('the order', () => {
  test('a title before a message, the word before its beginning and what is like it, then the newest', () => {
    const index = createTextIndex();
    add(index, '', 'warfarine');
    add(index, 'Warfarin');
    add(index, '', 'marfarin');
    add(index, '', 'warfarin');
    add(index, '', 'warfarin, warfarin, warfarin, and a long text about other things');
    expect(ids(index, 'warfarin')).toEqual(['c1', 'c4', 'c3', 'c0', 'c2']);
  });

  test('the first are given, and all are counted', () => {
    const index = indexOf(...Array.from({ length: MOST_SHOWN + 5 }, () => '肺炎'));
    const { total, found } = index.find('肺炎');
    expect([total, found.length, found[0]!.conversationId]).toEqual([MOST_SHOWN + 5, MOST_SHOWN, 'c54']);
  });
});

describe('what is shown of it', () => {
  const only = (index: TextIndex, typed: string) => index.find(typed).found[0];

  test('hits are marked as they were written, in the title too', () => {
    const index = createTextIndex();
    add(index, '低ｶﾘｳﾑ血症', '**低ｶﾘｳﾑ血症** と\nＣＯＰＤ | Hypokalaemia');
    const found = only(index, 'カリウム copd hypo');
    expect(shown(found!.title)).toBe('低[ｶﾘｳﾑ]血症');
    expect(snippet(found)).toBe('低[ｶﾘｳﾑ]血症 と [ＣＯＰＤ] [Hypokalaemia]');
  });

  test('the text around the first hit, cut between characters', () => {
    const index = indexOf(`${'𠮷'.repeat(100)}鑑別${'𠮷'.repeat(100)}`);
    expect(snippet(only(index, '鑑別'))).toBe(`…${'𠮷'.repeat(12)}[鑑別]${'𠮷'.repeat(37)}…`);
  });

  test('numbers and words are whole where the text is cut', () => {
    const text = `長い経過の 145 歳女性の血清${'あ'.repeat(15)}鑑別${'い'.repeat(73)}12.85 mEq/L ${'う'.repeat(50)}`;
    const shownOf = snippet(only(indexOf(text), '鑑別'))!;
    expect(shownOf.startsWith('… 歳女性の血清')).toBe(true);
    expect(shownOf.endsWith('い12.85…')).toBe(true);
    const address = 'x'.repeat(500);
    expect(snippet(only(indexOf(`鑑別 ${address}`), '鑑別'))!.length).toBeLessThan(120);
  });

  test('the message that holds most of it, of equals the first; none where only the title does', () => {
    const index = createTextIndex();
    add(index, 'Anticoagulation', 'warfarin', 'warfarin and INR', 'INR and warfarin');
    expect(only(index, 'warfarin INR')?.message?.id).toBe('c0 1');
    expect(only(index, 'anticoag')?.message).toBeNull();
  });
});

test('what changes or goes is no longer found by what it was', () => {
  const index = createTextIndex();
  add(index, 'before', 'alpha');
  index.putConversation({ id: 'c0', title: 'after', updatedAt: 9 });
  index.putMessage('c0', { id: 'c0 0', text: 'omega', createdAt: 0 });
  expect(['before', 'alpha', 'after', 'omega'].map((typed) => ids(index, typed).length)).toEqual([0, 0, 1, 1]);
  expect(index.find('after').found[0]?.updatedAt).toBe(9);
  index.remove('c0');
  expect(['after', 'omega'].map((typed) => index.find(typed).total)).toEqual([0, 0]);
  expect(index.conversationIds()).toEqual([]);
});
