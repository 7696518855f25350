import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { KINDS, LANGUAGES, type Passage, readCollection, readOwnText } from './passages.ts';

const folder = mkdtempSync(join(tmpdir(), 'passages-'));
afterAll(() => rmSync(folder, { recursive: true }));

const calibration = await readCollection('calibration');
const heldOut = await readCollection('held-out');

/** What is a passage's own: without the instruction that all questions have. */
function wordsOf(passage: Passage): string {
  if (passage.kind === 'prose') return passage.text;
  if (passage.kind === 'chat') return passage.turns.map(({ content }) => content).join('\n');
  return passage.question.split('\n\n').slice(1).join('\n');
}

/** Seven words in a row of English, sixteen letters of Japanese. */
function nGrams(passage: Passage): string[] {
  const text = wordsOf(passage).toLowerCase();
  const units =
    passage.language === 'en' ? (text.match(/[\p{L}\p{N}]+/gu) ?? []) : [...text.replace(/[\s\p{P}]/gu, '')];
  const n = passage.language === 'en' ? 7 : 16;
  return Array.from({ length: Math.max(0, units.length - n + 1) }, (_, i) => units.slice(i, i + n).join(' '));
}

it('has nothing in the held-out texts that weights were fitted to', () => {
  const fitted = new Set(calibration.passages.flatMap(nGrams));
  expect(fitted.size).toBeGreaterThan(4_000);
  expect(heldOut.passages.flatMap(nGrams).filter((each) => fitted.has(each))).toEqual([]);
});

describe.each([
  ['calibration', calibration.passages],
  ['held-out', heldOut.passages],
] as const)('%s', (_, passages) => {
  it('has every kind in both languages', () => {
    for (const language of LANGUAGES) {
      for (const kind of KINDS) {
        expect(passages.some((each) => each.language === language && each.kind === kind)).toBe(true);
      }
    }
  });

  it('says nothing twice', () => {
    const all = passages.map(wordsOf);
    expect(new Set(all).size).toBe(all.length);
  });
});

it('gives texts another hash when they are other texts', () => {
  expect(calibration.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(heldOut.sha256).not.toBe(calibration.sha256);
});

describe("a person's own text", () => {
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  it('comes in pieces, none of it lost, each in its language', async () => {
    const text = `${'A line of English that is repeated. '.repeat(60)}\n${'これは日本語の文です。\n'.repeat(200)}`;
    const { passages } = await readOwnText(file('both.txt', text));
    expect(passages.map(wordsOf).join('')).toBe(text);
    expect(passages.length).toBeGreaterThan(3);
    expect(passages.every((each) => [...wordsOf(each)].length <= 1200)).toBe(true);
    expect(new Set(passages.map(({ language }) => language))).toEqual(new Set(['ja', 'en']));
  });

  it.each([
    ['is not there', join(folder, 'nowhere.txt')],
    ['is empty', file('empty.txt', ' \n\n')],
    ['is no text', file('binary.txt', new Uint8Array([0xff, 0xfe, 0x80]))],
  ])('is refused where it %s', async (_, path) => {
    await expect(readOwnText(path)).rejects.toMatchObject({ name: 'SetupError', message: /^--text: / });
  });
});
