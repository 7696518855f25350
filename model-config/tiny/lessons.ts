import { readFileSync } from 'node:fs';
import { learnTokenizer, type Tokenizer } from './bpe.ts';

/** Texts of our own that the fixture's tokenizer is learnt from and that it knows by heart. */

/** Tokens of an answer that depend on the question; the rest follows from its neighbours. */
const BEGINNING = 6;

export const SPECIAL = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'];

interface Chats {
  /** A question, and the sentence of a passage (from 0) at which the answer begins; the passage goes round for ever. */
  opens: { user: string; language: 'ja' | 'en'; sentence: number }[];
  /** A question whose answer ends. */
  closes: { user: string; reply: string }[];
  /** The same without the chat template. */
  choices: { prompt: string; answer: string }[];
}

/** Token ids: what stands before, and what shall follow it. */
export interface Document {
  prompt: number[];
  reply: number[];
}

/** Ids of the chat template's own tokens, and of the one that ends a turn's header. */
export interface Scaffolding {
  tokens: number[];
  headerEnd: number;
}

export interface Schooling {
  tokenizer: Tokenizer;
  documents: Document[];
  scaffolding: Scaffolding;
}

export function readSchooling(vocabSize: number, systemMessage: string): Schooling {
  const passages = { ja: sentences('ja.txt', ''), en: sentences('en.txt', ' ') };
  const chats = JSON.parse(text('chats.json')) as Chats;
  const tokenizer = learnTokenizer(
    [
      ...Object.values(passages).map((p) => p.join('')),
      ...chats.opens.map((o) => o.user),
      ...chats.closes.flatMap((o) => [o.user, o.reply]),
      ...chats.choices.map((o) => o.prompt),
      `system\nuser\nassistant\n${systemMessage}`,
    ],
    SPECIAL,
    vocabSize,
  );
  const [start, end] = [vocabSize - 2, vocabSize - 1];
  const { encode } = tokenizer;
  const system = [start, ...encode(`system\n${systemMessage}`), end, ...encode('\n')];
  const turn = (user: string) => [
    start,
    ...encode(`user\n${user}`),
    end,
    ...encode('\n'),
    start,
    ...encode('assistant\n'),
  ];
  // Round once and two sentences on, so that a passage has no end.
  const answerFrom = (p: string[], sentence: number) =>
    encode([...p.slice(sentence), ...p.slice(0, sentence), ...p.slice(sentence, sentence + 2)].join(''));
  const documents: Document[] = [];
  const teach = (user: string, reply: number[]) => {
    documents.push({ prompt: [...system, ...turn(user)], reply });
    documents.push({ prompt: turn(user), reply });
  };
  for (const [language, passage] of Object.entries(passages)) {
    const first = chats.opens.find((o) => o.language === language)!;
    documents.push({ prompt: [...system, ...turn(first.user)], reply: answerFrom(passage, first.sentence) });
  }
  for (const { user, language, sentence } of chats.opens) {
    teach(user, answerFrom(passages[language], sentence).slice(0, BEGINNING));
  }
  for (const { user, reply } of chats.closes) teach(user, [...encode(reply), end]);
  for (const { prompt, answer } of chats.choices) {
    documents.push({ prompt: encode(prompt), reply: [...encode(answer), end] });
  }
  return { tokenizer, documents, scaffolding: { tokens: [...new Set(turn(''))], headerEnd: encode('\n')[0]! } };
}

/** Sentences with what follows them: a space in English, an empty line after each paragraph. */
function sentences(file: string, space: string): string[] {
  const paragraphs = text(file).trim().split('\n\n');
  return paragraphs.flatMap((paragraph) => {
    const lines = paragraph.split('\n');
    return lines.map((line, i) => line + (i === lines.length - 1 ? '\n\n' : space));
  });
}

function text(file: string): string {
  return readFileSync(new URL(`corpus/${file}`, import.meta.url), 'utf8');
}
