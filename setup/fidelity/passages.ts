import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Turn } from '../../model-config/prompt/turn.ts';
import { SetupError } from '../run/errors.ts';
import { paths } from '../run/paths.ts';

export const LANGUAGES = ['ja', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export const KINDS = ['prose', 'chat', 'exam'] as const;
export type Kind = (typeof KINDS)[number];
export const LETTERS = ['A', 'B', 'C', 'D', 'E'] as const;

/** A stretch of text that a model reads by itself. */
export type Passage = { language: Language } & (
  | { kind: 'prose'; text: string }
  | { kind: 'chat'; turns: Turn[] }
  /** A question with five options, to be answered by the letter alone. */
  | { kind: 'exam'; question: string; answer: (typeof LETTERS)[number] }
);

/** The texts that weights are fitted to, or those that no fit ever saw. */
export type Collection = 'calibration' | 'held-out';

const INSTRUCTION: Record<Language, string> = {
  ja: '次の問題の正しい選択肢を一つ選び、その記号だけを答えてください。',
  en: 'Choose the one right option, and answer with its letter alone.',
};

/** All passages of a collection, and the SHA-256 over its files: it says which texts a figure is of. */
export async function readCollection(collection: Collection): Promise<{ passages: Passage[]; sha256: string }> {
  const hash = createHash('sha256');
  const passages: Passage[] = [];
  for (const kind of KINDS) {
    for (const language of LANGUAGES) {
      const text = await readFile(join(paths.calibration, 'texts', collection, `${kind}.${language}.txt`), 'utf8');
      hash.update(text);
      passages.push(...blocksOf(text).map((block) => readBlock(kind, language, block)));
    }
  }
  return { passages, sha256: hash.digest('hex') };
}

/** Characters of a passage of somebody's own text: some hundred tokens. */
const PIECE = 1_200;

/** A person's own text in pieces, each in the language of most of it. Throws SetupError where there is none. */
export async function readOwnText(file: string): Promise<{ passages: Passage[]; sha256: string }> {
  const next = 'Name a file of plain text in UTF-8.';
  const bytes = await readFile(file).catch((error: Error) => {
    throw new SetupError(`--text: ${error.message}`, next);
  });
  const passages = piecesOf(decoded(bytes)).map(
    (text): Passage => ({ kind: 'prose', language: languageOf(text), text }),
  );
  if (passages.length === 0) throw new SetupError(`--text: there is no text in ${file}.`, next);
  return { passages, sha256: createHash('sha256').update(bytes).digest('hex') };

  function decoded(encoded: Uint8Array): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(encoded);
    } catch {
      throw new SetupError(`--text: ${file} is not UTF-8.`, next);
    }
  }
}

/** Whole lines up to the length of a passage; a longer line by itself is cut. */
function piecesOf(text: string): string[] {
  const pieces = [''];
  for (const line of text.match(new RegExp(`.{1,${PIECE - 1}}\\n?|\\n`, 'gsu')) ?? []) {
    if (pieces.at(-1)!.length + line.length > PIECE) pieces.push('');
    pieces[pieces.length - 1] += line;
  }
  return pieces.filter((piece) => piece.trim() !== '');
}

const languageOf = (text: string): Language =>
  (text.match(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0) * 10 > text.length ? 'ja' : 'en';

/** Blocks have an empty line between them. */
const blocksOf = (text: string): string[] => text.trim().split(/\n{2,}/);

function readBlock(kind: Kind, language: Language, block: string): Passage {
  if (kind === 'prose') return { kind, language, text: block };
  if (kind === 'chat') return { kind, language, turns: turnsOf(block) };
  const lines = block.split('\n');
  const answer = LETTERS.find((letter) => lines.at(-1) === `= ${letter}`);
  const options = lines.slice(1, -1);
  if (!answer || options.length !== LETTERS.length || !options.every((o, i) => o.startsWith(`${LETTERS[i]}. `))) {
    throw new Error(`not a question with options A to E and an answer: ${block}`);
  }
  return { kind, language, question: `${INSTRUCTION[language]}\n\n${lines.slice(0, -1).join('\n')}`, answer };
}

/** `Q: ` and `A: ` begin a person's and the model's turn. */
function turnsOf(block: string): Turn[] {
  const turns = block.split(/\n(?=[QA]: )/).map((turn): Turn => {
    return { role: turn.startsWith('Q: ') ? 'user' : 'assistant', content: turn.slice(3) };
  });
  if (!/^Q: /.test(block) || turns.some(({ role }, i) => (role === 'user') !== (i % 2 === 0))) {
    throw new Error(`not questions and answers by turns: ${block}`);
  }
  return turns;
}
