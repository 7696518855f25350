import MiniSearch from 'minisearch';
import { fold } from './fold';
import { marked, type Piece, snippetOf } from './snippet';
import { mayDifferBy, mayGoOn, type Part, partsOf, termsOf } from './terms';

export interface IndexedConversation {
  id: string;
  title: string;
  /** Milliseconds since 1970. */
  updatedAt: number;
}

export interface IndexedMessage {
  id: string;
  text: string;
  createdAt: number;
}

/** A conversation that holds all that was typed. */
export interface Found {
  conversationId: string;
  updatedAt: number;
  title: Piece[];
  /** The message that holds most of it; null where only the title does. */
  message: { id: string; snippet: Piece[] } | null;
}

export interface Results {
  /** How many conversations hold it; `found` has the first of them. */
  total: number;
  found: Found[];
}

/** More are of no use to a person, who types another word instead. */
export const MOST_SHOWN = 50;

/** How well a text holds a part: the word itself, one that begins so, one that differs in a letter. */
const WHOLE = 3;
const BEGINS = 2;
const SIMILAR = 1;
/** A title says what a conversation is about. */
const TITLE_WEIGHT = 2;

interface Text {
  id: string;
  conversationId: string;
  /** Null: a title. */
  createdAt: number | null;
  text: string;
  folded: string;
}

/** How well one text holds what was typed. */
interface Match {
  text: Text;
  score: number;
  /** The words of the text that were found. */
  terms: readonly string[];
}

export interface TextIndex {
  /** The conversation as it is in the index. */
  get(id: string): IndexedConversation | undefined;
  conversationIds(): string[];
  /** Puts in a conversation, or takes over its title and time. */
  putConversation(conversation: IndexedConversation): void;
  /** Puts in a message of a conversation that is in, or takes over its text. */
  putMessage(conversationId: string, message: IndexedMessage): void;
  /** Takes out a conversation with its messages. */
  remove(conversationId: string): void;
  /** Best first, the newest first among equals. Nothing for what holds no word. */
  find(typed: string): Results;
}

/** Texts of conversations, in memory only. */
export function createTextIndex(): TextIndex {
  const conversations = new Map<string, IndexedConversation & { texts: Set<string> }>();
  const texts = new Map<string, Text>();
  const mini = new MiniSearch<Text>({
    fields: ['folded'],
    tokenize: termsOf,
    processTerm: (term) => term,
    searchOptions: { tokenize: (word) => [word] },
  });

  function put(text: Omit<Text, 'folded'>): void {
    const before = texts.get(text.id);
    if (before?.text === text.text) return;
    // Not `discard`, which leaves the terms in memory for a while.
    if (before) mini.remove(before);
    const entry = { ...text, folded: fold(text.text) };
    texts.set(entry.id, entry);
    conversations.get(entry.conversationId)!.texts.add(entry.id);
    mini.add(entry);
  }

  function matchesOf(part: Part): Match[] {
    return part.asItStands ? holding(part.text) : havingWords(part.words);
  }

  /** Reading them all takes a few milliseconds; an index of every two characters took longer to make than all the rest. */
  function holding(part: string): Match[] {
    return [...texts.values()]
      .filter(({ folded }) => folded.includes(part))
      .map((text) => ({ text, score: WHOLE * weightOf(text), terms: [] }));
  }

  function havingWords(words: readonly string[]): Match[] {
    const found = mini.search({ combineWith: 'AND', queries: [...words], prefix: mayGoOn, fuzzy: mayDifferBy });
    return found.map(({ id, terms }) => {
      const text = texts.get(id as string)!;
      const quality = Math.min(...words.map((word) => qualityOf(word, terms)));
      return { text, score: quality * weightOf(text), terms };
    });
  }

  /** Of each conversation that holds every part somewhere. */
  function matchesByConversation(parts: readonly Part[]): Map<string, Match[][]> {
    const byConversation = new Map<string, Match[][]>();
    parts.forEach((part, place) => {
      for (const match of matchesOf(part)) {
        const { conversationId } = match.text;
        const of = byConversation.get(conversationId) ?? parts.map(() => []);
        of[place]!.push(match);
        byConversation.set(conversationId, of);
      }
    });
    for (const [id, of] of byConversation) if (of.some((matches) => matches.length === 0)) byConversation.delete(id);
    return byConversation;
  }

  function foundOf(conversationId: string, byPart: readonly Match[][], parts: readonly Part[]): Found {
    const { title, updatedAt } = conversations.get(conversationId)!;
    const matches = byPart.flat();
    const terms = new Set(matches.flatMap((match) => match.terms));
    const best = bestMessage(matches);
    return {
      conversationId,
      updatedAt,
      title: marked(title, parts, terms),
      message: best && { id: best.id, snippet: snippetOf(best.text, parts, terms) },
    };
  }

  return {
    get: (id) => conversations.get(id),
    conversationIds: () => [...conversations.keys()],

    putConversation({ id, title, updatedAt }) {
      conversations.set(id, { id, title, updatedAt, texts: conversations.get(id)?.texts ?? new Set() });
      put({ id, conversationId: id, createdAt: null, text: title });
    },

    putMessage(conversationId, { id, text, createdAt }) {
      put({ id, conversationId, createdAt, text });
    },

    remove(conversationId) {
      for (const id of conversations.get(conversationId)?.texts ?? []) {
        mini.remove(texts.get(id)!);
        texts.delete(id);
      }
      conversations.delete(conversationId);
    },

    find(typed) {
      const parts = partsOf(typed);
      if (parts.length === 0) return { total: 0, found: [] };
      const ranked = [...matchesByConversation(parts)]
        .map(([id, byPart]) => ({ id, byPart, score: sum(byPart.map(bestScore)) }))
        .sort((a, b) => b.score - a.score || conversations.get(b.id)!.updatedAt - conversations.get(a.id)!.updatedAt);
      return {
        total: ranked.length,
        found: ranked.slice(0, MOST_SHOWN).map(({ id, byPart }) => foundOf(id, byPart, parts)),
      };
    },
  };
}

const weightOf = ({ createdAt }: Text): number => (createdAt === null ? TITLE_WEIGHT : 1);

function qualityOf(word: string, terms: readonly string[]): number {
  if (terms.includes(word)) return WHOLE;
  return terms.some((term) => term.startsWith(word)) ? BEGINS : SIMILAR;
}

/** The message that holds most of what was typed, the first one among equals. */
function bestMessage(matches: readonly Match[]): Text | null {
  const scores = new Map<Text, number>();
  for (const { text, score } of matches) {
    if (text.createdAt !== null) scores.set(text, (scores.get(text) ?? 0) + score);
  }
  const [best] = [...scores].sort(([a, x], [b, y]) => y - x || a.createdAt! - b.createdAt!);
  return best?.[0] ?? null;
}

const bestScore = (matches: readonly Match[]): number => matches.reduce((best, { score }) => Math.max(best, score), 0);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
