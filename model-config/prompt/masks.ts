import { type ControlTokens, looksLikeMark } from './control-tokens.ts';
import { TemplateError } from './jinja.ts';
import type { Turn } from './turn.ts';

/** The private-use characters of the first plane: each is one unit of a string, so a text keeps its length. */
const FIRST = 0xe000;
const LAST = 0xf8ff;

/** Marks around what a model thinks before it answers. */
const REASONING = /think|thought|reason/i;

/**
 * The messages of a conversation in disguise: spoilt, so that no control token is left in them, or masked, so that it can be
 * told where their characters went. The characters for it occur nowhere in the conversation or its template.
 */
export class Masks {
  private readonly free: Generator<string>;
  private readonly spoiltAs = new Map<string, string>();
  private readonly original = new Map<string, string>();
  private readonly maskOf: string[];
  private readonly ownerOf = new Map<string, number>();

  constructor(
    private readonly turns: readonly Turn[],
    /** Texts that the template looks for (jinja.ts). */
    private readonly lookedFor: readonly string[],
    source: string,
  ) {
    this.free = freeCharacters([source, ...turns.map(({ content }) => content)]);
    this.maskOf = turns.map((_, index) => {
      const mask = this.next();
      this.ownerOf.set(mask, index);
      return mask;
    });
  }

  /**
   * The messages with each control token in them spoilt at its first character, and each mark that the template looks for.
   * A model's own answer keeps those of its reasoning: it wrote them as tokens, and a template takes it off at `</think>`.
   * `all`: every character that begins one.
   */
  spoilt(controls: ControlTokens, which: 'tokens' | 'all' = 'tokens'): Turn[] {
    const marks = this.lookedFor.filter(looksLikeMark);
    return this.turns.map(({ role, content }) => {
      const isKept = (mark: string) => role === 'assistant' && REASONING.test(mark);
      const found = controls.all(content).filter(({ start, end }) => !isKept(content.slice(start, end)));
      const kept = new Set(marks.filter(isKept).flatMap((mark) => startsOf(mark, content)));
      const starts = [
        ...found.map(({ start }) => start),
        ...marks.flatMap((mark) => startsOf(mark, content)),
        ...(which === 'all' ? indexesOf(controls.firsts, content) : []),
      ];
      return { role, content: this.spoil(content, new Set(starts.filter((start) => !kept.has(start)))) };
    });
  }

  /** The same with every character masked but spaces and what the template looks for, so that it does the same with them. */
  masked(controls: ControlTokens): Turn[] {
    return this.spoilt(controls).map(({ role, content }, index) => {
      const shown = new Set<number>();
      const show = (start: number, end: number) => {
        for (let at = start; at < end; at++) shown.add(at);
      };
      for (const text of this.lookedFor) for (const start of startsOf(text, content)) show(start, start + text.length);
      if (role === 'assistant') {
        for (const { start, end } of controls.find(content)) {
          if (REASONING.test(content.slice(start, end))) show(start, end);
        }
      }
      const mask = this.maskOf[index]!;
      const hide = (unit: string, at: number) => (shown.has(at) || /\s/.test(unit) ? unit : mask);
      return { role, content: content.split('').map(hide).join('') };
    });
  }

  /** Whether a message is in a text written from the masked ones; one without anything to mask is. */
  has(masked: string, index: number, controls: ControlTokens): boolean {
    const mask = this.maskOf[index]!;
    return masked.includes(mask) || !this.masked(controls)[index]!.content.includes(mask);
  }

  /**
   * For each unit of a text written from the spoilt messages whose it is, by the same text written from the masked ones: the
   * message's number, or null for the template's. Null where the two do not go together.
   */
  owners(spoilt: string, masked: string): (number | null)[] | null {
    if (spoilt.length !== masked.length) return null;
    const owners: (number | null)[] = [];
    for (let at = 0; at < masked.length; at++) {
      const owner = this.ownerOf.get(masked[at]!) ?? null;
      if (owner === null && spoilt[at] !== masked[at]) return null;
      owners.push(owner);
    }
    return owners;
  }

  /** What was spoilt, as it was. */
  restored(spoilt: string): string {
    if (this.original.size === 0) return spoilt;
    return spoilt.replace(/[\ue000-\uf8ff]/g, (unit) => this.original.get(unit) ?? unit);
  }

  private spoil(content: string, starts: ReadonlySet<number>): string {
    if (starts.size === 0) return content;
    return content
      .split('')
      .map((unit, at) => (starts.has(at) ? this.spoiltUnit(unit) : unit))
      .join('');
  }

  private spoiltUnit(unit: string): string {
    const known = this.spoiltAs.get(unit);
    if (known !== undefined) return known;
    const made = this.next();
    this.spoiltAs.set(unit, made);
    this.original.set(made, unit);
    return made;
  }

  private next(): string {
    const { value } = this.free.next();
    if (typeof value === 'string') return value;
    throw new TemplateError('failed', 'the conversation has every private-use character of Unicode in it');
  }
}

function* freeCharacters(texts: readonly string[]): Generator<string> {
  const used = new Set(texts.flatMap((text) => text.match(/[\ue000-\uf8ff]/g) ?? []));
  for (let code = LAST; code >= FIRST; code--) {
    const unit = String.fromCharCode(code);
    if (!used.has(unit)) yield unit;
  }
}

function startsOf(text: string, content: string): number[] {
  const starts: number[] = [];
  for (let at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + 1)) starts.push(at);
  return starts;
}

function indexesOf(units: ReadonlySet<string>, content: string): number[] {
  return content.split('').flatMap((unit, at) => (units.has(unit) ? [at] : []));
}
