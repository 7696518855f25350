import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Description } from '../../model-config/convert/description.ts';
import { lossesOf } from '../../model-config/convert/losses.ts';
import { huggingFaceTokenizer } from '../../model-config/convert/node/hugging-face.ts';
import type { Template } from '../../model-config/models/record.ts';
import { TemplateError } from '../../model-config/prompt/jinja.ts';
import { writePrompt } from '../../model-config/prompt/prompt.ts';
import { controlsOf, PromptTokenizer, type TokenizerJson } from '../../model-config/prompt/prompt-tokenizer.ts';
import { traitsOf } from '../../model-config/prompt/traits.ts';
import type { Turn } from '../../model-config/prompt/turn.ts';
import { SetupError } from '../run/errors.ts';
import { fromCaller } from '../run/paths.ts';
import type { ProgressLines } from '../run/progress.ts';
import { type Adding, examineModel } from './examine.ts';
import { factsOf, type Known, plain, roughest, textsOf, unknownOf } from './facts.ts';
import { knownModels, type Model, readJson } from './model.ts';
import { publishedFolder } from './places.ts';
import { removeSources } from './remove.ts';

const Messages = z.array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })).min(1);

/** Reads a file with a conversation. Throws SetupError. */
export async function readMessages(file: string): Promise<Turn[]> {
  const next = 'Give a JSON file: [{"role": "user", "content": "…"}, …], with the roles system, user and assistant.';
  const text = await readFile(fromCaller(file), 'utf8').catch((error: Error) => {
    throw new SetupError(`--messages: ${error.message}`, next);
  });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new SetupError(`${file} is no JSON: ${(error as Error).message}`, next);
  }
  const messages = Messages.safeParse(content);
  if (messages.success) return messages.data;
  throw new SetupError(`${file}: ${z.prettifyError(messages.error)}`, next);
}

/** A model that set-up knows. Its tokenizer is there when it is prepared. */
export async function knownOf({ record }: Model): Promise<Known | null> {
  const folder = join(publishedFolder(record.id), 'resolve', record.variants[0]!.quantization);
  const tokenizer = await readJson(join(folder, 'tokenizer.json'));
  return typeof tokenizer === 'object' && tokenizer !== null ? { tokenizer } : null;
}

/** A model of a person's own, or of the hub, of which nothing is kept. Throws SetupError. */
export async function examined(adding: Adding, lines: ProgressLines): Promise<{ model: Model; known: Known }> {
  const { added, description } = await lines.during('What the model is', (report) => examineModel(adding, report));
  const model: Model = { record: added.record, from: added };
  await removeSources(model, await knownModels());
  return { model, known: description };
}

/** All that is known of how a model is spoken to, for programs. */
export function asJson(model: Model, known: Known | null, prompt: Told | null): object {
  const { id, name, architecture, template, limits, variants } = model.record;
  const texts = textsOf(known);
  const token = (of: number) => ({ id: of, text: texts.get(of) ?? null });
  return {
    ...{ id, name, architecture, limits, variants },
    template: {
      from: known?.templateFrom ?? null,
      source: template.source,
      tokens: template.tokens,
      ...traitsOf(template),
    },
    stopTokens: template.stopTokenIds.map(token),
    rawPromptsBeginWith: template.beginTokenId === null ? null : token(template.beginTokenId),
    lost: known && 'storedAs' in known ? lossesOf(known as Description, limits, roughest(variants)) : null,
    notKnown: known ? [] : unknownOf(model),
    ...(prompt && { prompt }),
  };
}

/** The same for a person, on one terminal page. */
export function asLines(model: Model, known: Known | null, prompt: Told | null): string[] {
  if (!prompt) return factsOf(model, known);
  const { text, ids, folded } = prompt;
  return [
    ...factsOf(model, known),
    '',
    `The prompt, ${text.length.toLocaleString('en')} characters${folded ? ', the instructions before the first question' : ''}:`,
    text.split('\n').map(plain).join('\n'),
    '',
    ids
      ? `Its ${ids.length.toLocaleString('en')} tokens: [${ids.join(', ')}]`
      : 'Its token ids are not known (see above).',
  ];
}

/** A prompt as the model would read it. */
export interface Told {
  text: string;
  /** Null where the model's tokenizer is not here. */
  ids: number[] | null;
  /** Whether the template has no place for a system message, which then stands before the first question. */
  folded: boolean;
}

/** Throws SetupError where the template cannot write the conversation. */
export async function promptOf({ record }: Model, known: Known | null, messages: readonly Turn[]): Promise<Told> {
  try {
    return await written(record.template, (known?.tokenizer ?? null) as TokenizerJson | null, messages);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new SetupError(
      `The template cannot write these messages: ${error.message}`,
      'Most want a question first, then answers and questions by turns.',
    );
  }
}

async function written(template: Template, json: TokenizerJson | null, messages: readonly Turn[]): Promise<Told> {
  if (json === null) {
    const { text, folded } = writePrompt(template, messages);
    return { text, ids: null, folded };
  }
  const make = (of: TokenizerJson) => huggingFaceTokenizer(new TextEncoder().encode(JSON.stringify(of)));
  const controls = controlsOf(json);
  const tokenizer = new PromptTokenizer(controls, { ordinary: await make(json), make, read: async () => json });
  const prompt = writePrompt(template, messages, { controls });
  return { text: prompt.text, ids: await tokenizer.encode(prompt), folded: prompt.folded };
}
