import type { Template } from '../models/record.ts';
import { ControlTokens, type Occurrence } from './control-tokens.ts';
import { compileTemplate, TemplateError } from './jinja.ts';
import { Masks } from './masks.ts';
import type { Turn } from './turn.ts';

/** A stretch of a prompt: a control token that the template wrote, or text that is never read as one. */
export interface Piece {
  text: string;
  control: boolean;
  /** How many of its characters are of which message, by the message's number. */
  of: ReadonlyMap<number, number>;
}

export interface Prompt {
  /** As `apply_chat_template` of transformers writes it. */
  text: string;
  /** Together they are `text`. */
  pieces: Piece[];
  /** Whether the template has no place for a system message, which then stands before the first question. */
  folded: boolean;
}

export interface PromptOptions {
  /** Of the model's tokenizer. Without them the text is the same, and nothing in it is known for a control token. */
  controls?: ControlTokens;
  /** What a template that writes the date takes for today. */
  now?: Date;
  /** Whether the answer is opened; true unless stated. */
  opened?: boolean;
}

const NO_CONTROLS = new ControlTokens([]);

/**
 * Writes a conversation by a model's own template. What people, files and models said in it never becomes a control token,
 * whatever it says and whatever the template does with it:
 *
 * - before the template is evaluated, control tokens in it are spoilt by one character each, which is put back afterwards;
 *   a template that looks for `<tool_response>` in a question then finds none either;
 * - the template is evaluated once more over text that is all masked, which tells whose each character is: what looks like a
 *   control token and is not wholly the template's is none;
 * - where the two do not go together, because the template looks at what was said, every character that begins a control
 *   token is spoilt.
 *
 * Throws TemplateError.
 */
export function writePrompt(template: Template, turns: readonly Turn[], options: PromptOptions = {}): Prompt {
  const { controls = NO_CONTROLS, now = new Date(), opened = true } = options;
  const compiled = compileTemplate(template.source);
  const render = (texts: readonly Turn[]) => {
    const messages = texts.map(({ role, content }) => ({ role, content }));
    return compiled.render(
      { messages, add_generation_prompt: opened, tools: null, documents: null, ...template.tokens },
      now,
    );
  };
  const masks = new Masks(turns, compiled.lookedFor, template.source);
  const hasSystem = turns[0]?.role === 'system' && turns.length > 1;

  const { masked, folds } = writeMasked();
  const write = (texts: readonly Turn[]) => render(folds ? folded(texts) : texts);
  const last = turns.length - 1;
  if (last >= 0 && !masks.has(masked, last, controls)) {
    throw new TemplateError('lost', 'the last message is not in what the template wrote');
  }
  let written = write(masks.spoilt(controls));
  const owners = masks.owners(written, masked);
  if (owners === null && controls.ids.size > 0) written = write(masks.spoilt(controls, 'all'));
  const isTemplates = ({ start, end }: Occurrence) =>
    owners === null || owners.slice(start, end).every((owner) => owner === null);
  return {
    text: masks.restored(written),
    folded: folds,
    pieces: piecesOf(written, controls.find(written).filter(isTemplates)),
  };

  /** Templates write a system message, refuse it, or leave it out without a word. */
  function writeMasked(): { masked: string; folds: boolean } {
    const texts = masks.masked(controls);
    if (!hasSystem) return { masked: render(texts), folds: false };
    try {
      const masked = render(texts);
      if (masks.has(masked, 0, controls)) return { masked, folds: false };
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
    }
    return { masked: render(folded(texts)), folds: true };
  }

  function piecesOf(text: string, marks: readonly Occurrence[]): Piece[] {
    const pieces: Piece[] = [];
    let at = 0;
    for (const { start, end } of [...marks, { start: text.length, end: text.length }]) {
      if (start > at)
        pieces.push({ text: masks.restored(text.slice(at, start)), control: false, of: shares(at, start) });
      if (end > start) pieces.push({ text: text.slice(start, end), control: true, of: new Map() });
      at = end;
    }
    return pieces;
  }

  function shares(start: number, end: number): Map<number, number> {
    const found = new Map<number, number>();
    for (const owner of owners?.slice(start, end) ?? []) {
      if (owner !== null) found.set(owner, (found.get(owner) ?? 0) + 1);
    }
    return found;
  }
}

/** A raw prompt: text as it stands, no part of it a control token. */
export const plainPrompt = (text: string): Prompt => ({
  text,
  folded: false,
  pieces: text === '' ? [] : [{ text, control: false, of: new Map([[0, text.length]]) }],
});

/** The system message at the head of the first question. */
function folded(turns: readonly Turn[]): Turn[] {
  const [system, first, ...rest] = turns;
  if (!system || !first) return [...turns];
  return [{ role: first.role, content: `${system.content}\n\n${first.content}` }, ...rest];
}
