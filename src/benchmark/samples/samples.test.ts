import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SAMPLE_FILES } from './files';

/*
 * What the sample promises. Read without the reader of data sets on purpose: the files are held to their
 * shape even where a reader would forgive them.
 */

const Letter = z.enum(['a', 'b', 'c', 'd', 'e']);
const Letters = z.array(Letter);
const Options = z.array(z.string()).length(5);

const Question = z.strictObject({
  problem_id: z.string(),
  problem_text: z.string(),
  choices: Options,
  text_only: z.literal(true),
  answer: Letters.min(1).max(2),
  points: z.enum(['1', '3']),
  notice: z.string(),
});
const Translation = z.strictObject({
  problem_id: z.string(),
  problem_text_en: z.string(),
  choices_en: Options,
  answer: Letters,
  notice: z.string(),
});
const Metadata = z.strictObject({
  problem_id: z.string(),
  category: z.string(),
  kinki: Letters,
  reason: z.literal(''),
  human_accuracy: z.literal(''),
  breakdown: z.array(z.never()),
});

const folder = fileURLToPath(new URL('../../../public/', import.meta.url));

function read<T>(schema: z.ZodType<T>, ending: RegExp): T[] {
  return SAMPLE_FILES.filter((name) => ending.test(name)).flatMap((name) => {
    const lines = readFileSync(`${folder}${name}`, 'utf8').split('\n');
    expect(lines.pop(), `${name} ends with a line`).toBe('');
    return lines.map((line) => schema.parse(JSON.parse(line)));
  });
}

const questions = read(Question, /-[A-F]\.jsonl$/);
const translations = read(Translation, /_translate\.jsonl$/);
const metadata = read(Metadata, /_metadata\.jsonl$/);

const KANA_OR_KANJI = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
/** Letters of Chinese, Japanese and Korean, and their punctuation and full-width forms. */
const CJK = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]/u;
/** What a Japanese text borrows: Latin and Greek letters, figures, and the punctuation of the examination. */
const JAPANESE = /^[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ーA-Za-z0-9α-ω、。・〜〈〉「」（）%./ ─-]+$/u;
const ENGLISH = /^[A-Za-zé0-9 ,.;:?'"%/()–-]+$/;

const ids = (rows: readonly { problem_id: string }[]) => rows.map((row) => row.problem_id);
const share = (letters: readonly string[], letter: string) =>
  letters.filter((each) => each === letter).length / letters.length;

describe('the sample questions', () => {
  it('are the files that the page asks for', () => {
    const there = readdirSync(`${folder}samples`).filter((name) => name.endsWith('.jsonl'));
    expect(there.map((name) => `samples/${name}`).sort()).toEqual([...SAMPLE_FILES].sort());
  });

  it('have ids of their own, the same in the three files', () => {
    expect(questions.length).toBeGreaterThanOrEqual(60);
    expect(new Set(ids(questions)).size).toBe(questions.length);
    for (const id of ids(questions)) expect(id).toMatch(/^S-[A-F][1-9]\d*$/);
    expect(ids(translations)).toEqual(ids(questions));
    expect(ids(metadata)).toEqual(ids(questions));
  });

  it('stand in the file of their block, counted from 1', () => {
    for (const block of 'ABCDEF') {
      const own = ids(questions).filter((id) => id[2] === block);
      expect(own.length).toBeGreaterThanOrEqual(8);
      expect(own).toEqual(own.map((_, i) => `S-${block}${i + 1}`));
      const file = readFileSync(`${folder}samples/sample-${block}.jsonl`, 'utf8');
      expect(file.match(/"problem_id": "S-[A-F]\d+"/g)?.map((each) => each.slice(15, -1))).toEqual(own);
    }
  });

  it('give three points in compulsory blocks alone, and both one and three there', () => {
    for (const { problem_id, points } of questions) if (!/[BE]/.test(problem_id)) expect(points).toBe('1');
    for (const block of ['S-B', 'S-E']) {
      const points = questions.filter(({ problem_id }) => problem_id.startsWith(block)).map((each) => each.points);
      expect(new Set(points)).toEqual(new Set(['1', '3']));
    }
  });

  it('have five options that differ, in each language', () => {
    for (const { choices } of questions) expect(new Set(choices).size).toBe(5);
    for (const { choices_en } of translations) expect(new Set(choices_en).size).toBe(5);
  });

  it('ask for two where two are right, in each language, and say the same answer in both', () => {
    questions.forEach(({ problem_text, answer }, i) => {
      const { problem_text_en, answer: translated } = translations[i]!;
      expect(translated).toEqual(answer);
      expect([...new Set(answer)].sort()).toEqual(answer);
      expect(problem_text.endsWith('2つ選べ。'), problem_text).toBe(answer.length === 2);
      expect(problem_text_en.endsWith('Choose two.'), problem_text_en).toBe(answer.length === 2);
      expect(problem_text).toMatch(/(どれか|どこか)。(2つ選べ。)?$/);
    });
    expect(questions.filter(({ answer }) => answer.length === 2).length).toBeGreaterThanOrEqual(10);
  });

  it('are right as often under every letter, so that a favourite letter gains nothing', () => {
    const all = questions.flatMap(({ answer }) => answer);
    const alone = questions.filter(({ answer }) => answer.length === 1).flatMap(({ answer }) => answer);
    for (const letter of Letter.options) {
      for (const letters of [all, alone]) {
        expect(share(letters, letter), letter).toBeGreaterThan(0.18);
        expect(share(letters, letter), letter).toBeLessThan(0.22);
      }
    }
  });

  it('prohibit several options, and never a right one', () => {
    metadata.forEach(({ kinki, problem_id }, i) => {
      expect([...new Set(kinki)].sort()).toEqual(kinki);
      for (const letter of kinki) expect(questions[i]!.answer, problem_id).not.toContain(letter);
    });
    expect(metadata.filter(({ kinki }) => kinki.length > 0).length).toBeGreaterThanOrEqual(8);
  });

  it('come from many fields', () => {
    expect(new Set(metadata.map(({ category }) => category)).size).toBeGreaterThanOrEqual(20);
    for (const { category } of metadata) expect(category).toMatch(KANA_OR_KANJI);
  });

  it('are Japanese in Japanese and English in English', () => {
    for (const { problem_text, choices } of questions) {
      for (const text of [problem_text, ...choices]) {
        expect(text).toMatch(KANA_OR_KANJI);
        expect(text).toMatch(JAPANESE);
        expect(text.trim()).toBe(text);
      }
    }
    for (const { problem_text_en, choices_en } of translations) {
      for (const text of [problem_text_en, ...choices_en]) {
        expect(text).not.toMatch(CJK);
        expect(text).toMatch(ENGLISH);
        expect(text.trim()).toBe(text);
      }
    }
  });

  it('say in every line what they are not', () => {
    for (const { notice } of questions) expect(notice).toContain('試験問題でもありません');
    for (const { notice } of translations) expect(notice).toContain('not an exam');
  });
});
