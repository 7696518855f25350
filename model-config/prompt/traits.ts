import type { Template } from '../models/record.ts';
import type { ControlTokens } from './control-tokens.ts';
import { compileTemplate, TemplateError } from './jinja.ts';
import { type Prompt, type PromptOptions, writePrompt } from './prompt.ts';
import type { Turn } from './turn.ts';

/** What a template does, found out by trying it. */
export interface TemplateTraits {
  /** Whether it has no place for a system message: instructions then stand before the first question. */
  folds: boolean;
  /** The system message that it writes where none is given; null where it writes none. */
  ownSystem: string | null;
  /** What it opens an answer with, `<think>` too. */
  opening: string;
  /** Whether it writes the date: the same conversation is another prompt tomorrow. */
  dated: boolean;
  /** Whether it knows tools, of which it is given none. */
  tools: boolean;
}

const SYSTEM: Turn = { role: 'system', content: 'instruction-5f1c' };
const QUESTION: Turn = { role: 'user', content: 'question-93ab' };
const ANSWER: Turn = { role: 'assistant', content: 'answer-c47e' };

/** Throws TemplateError where the template cannot write one question and its answer. */
export function traitsOf(template: Template, now?: Date): TemplateTraits {
  const options: PromptOptions = now ? { now } : {};
  const asked = writePrompt(template, [QUESTION], options);
  const unopened = writePrompt(template, [QUESTION], { ...options, opened: false });
  const instructed = writePrompt(template, [SYSTEM, QUESTION], options);
  writePrompt(template, [QUESTION, ANSWER, QUESTION], options);
  return {
    folds: instructed.folded,
    ownSystem: instructed.folded ? null : ownSystem(instructed, asked),
    opening: asked.text.startsWith(unopened.text) ? asked.text.slice(unopened.text.length) : '',
    dated: compileTemplate(template.source).dated,
    tools: /\btools\b/.test(template.source),
  };
}

/** What stands without a system message where one would stand. */
function ownSystem(instructed: Prompt, asked: Prompt): string | null {
  const [before = '', rest = ''] = instructed.text.split(SYSTEM.content);
  const [after = ''] = rest.split(QUESTION.content);
  const [head = ''] = asked.text.split(QUESTION.content);
  if (head.length <= before.length + after.length || !head.startsWith(before) || !head.endsWith(after)) return null;
  const own = head.slice(before.length, head.length - after.length);
  return own.trim() === '' ? null : own;
}

/** The control token that the template writes behind an answer; null where it writes none. */
export function endOfTurn(template: Template, controls: ControlTokens): string | null {
  try {
    const { pieces } = writePrompt(template, [QUESTION, ANSWER], { controls, opened: false });
    const answer = pieces.findIndex(({ text }) => text.includes(ANSWER.content));
    const [, behind] = pieces[answer]?.text.split(ANSWER.content) ?? [];
    const next = pieces[answer + 1];
    return behind?.trim() === '' && next?.control ? next.text : null;
  } catch (error) {
    if (error instanceof TemplateError) return null;
    throw error;
  }
}
