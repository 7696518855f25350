import { EngineError } from '@/engine/errors';
import type { Engine, Input } from '@/engine/types';
import type { Template } from '../../../model-config/models/record.ts';
import { predictLetters } from '../protocols/letter-prediction';
import { publishedOutput } from '../protocols/published-output';
import { readPrediction } from '../protocols/read-prediction';
import { LETTERS, promptHash, type Rendered, renderPrompt } from '../protocols/render-prompt';
import { extractResponse } from '../scoring/response';
import type { Item, RunPlan } from '../types';
import type { RunFault } from './fault';
import type { PlannedItem } from './plan-items';
import type { AnsweredItem } from './run-items';
import { NO_SCORES, scoreAnswer } from './score-answer';

/** What a plan and a model make of an item, before it is asked. */
export interface Question {
  plan: RunPlan;
  planned: PlannedItem;
  /** The model's own. */
  template: Template;
  /** When its run began: a template that writes the date writes this one for every item, also of a run that goes on later. */
  date: number;
}

type Asking = Pick<Engine, 'complete' | 'scoreChoices'>;

/** Asks one item by the plan's protocol and reads the answer. Rejects with an EngineError. */
export async function askItem(engine: Asking, question: Question, signal: AbortSignal): Promise<AnsweredItem> {
  const { input, text: prompt } = promptOf(question);
  const { method } = question.plan.protocol;
  const answer =
    method === 'letter'
      ? await compare(engine, question, input, signal)
      : await write(engine, question, { input, text: prompt }, signal);
  const { item, text, optionOrder } = question.planned;
  const { output, prediction, logprobs, ...costs } = answer;
  const read = output === null ? null : publishedOutput(question.plan.protocol, prompt, output);
  return {
    sample: {
      ...(await headOf(question, prompt)),
      ...costs,
      prediction,
      scores: scoreAnswer({ item, text, optionOrder, output: read, prediction }),
      failure: null,
    },
    transcript: { prompt, output: output ?? '', response: read === null ? '' : extractResponse(read), logprobs },
  };
}

/** The rows of an item that could not be asked: not right by any metric that would have applied. */
export async function failedItem(question: Question, { code, details }: RunFault): Promise<AnsweredItem> {
  const { text: prompt } = promptOf(question);
  const written = question.plan.protocol.method === 'generate';
  return {
    sample: {
      ...(await headOf(question, prompt)),
      prediction: null,
      scores: written
        ? { paperExact: 0, paperGestalt: 0, correctedExact: 0, correctedGestalt: 0, official: 0 }
        : NO_SCORES,
      finish: 'failed',
      promptTokens: 0,
      completionTokens: 0,
      prefillSeconds: 0,
      decodeSeconds: 0,
      failure: { code, details },
    },
    transcript: { prompt, output: '', response: '', logprobs: null },
  };
}

/** How many options the question asks for. */
const countOf = ({ gold }: Item): number => (gold.kind === 'all' ? gold.options.length : 1);

function promptOf({ plan, planned, template, date }: Question): Rendered {
  const { protocol, language } = plan;
  const { item, text, optionOrder } = planned;
  return renderPrompt({ protocol, text, language, optionOrder, count: countOf(item), template, date });
}

async function headOf({ planned: { item, optionOrder } }: Question, prompt: string) {
  return { itemId: item.id, optionOrder, promptHash: await promptHash(prompt), gold: item.gold };
}

async function compare(engine: Asking, { planned }: Question, input: Input, signal: AbortSignal) {
  const { item, optionOrder } = planned;
  const letters = LETTERS.slice(0, optionOrder.length);
  const { logprobs: shown, promptTokens, prefillSeconds } = await engine.scoreChoices(input, letters, signal);
  const logprobs: number[] = [];
  optionOrder.forEach((option, position) => {
    logprobs[option] = shown[position]!;
  });
  return {
    output: null,
    prediction: predictLetters(shown, optionOrder, countOf(item)),
    logprobs,
    finish: 'letter' as const,
    promptTokens,
    completionTokens: 0,
    prefillSeconds,
    decodeSeconds: 0,
  };
}

async function write(engine: Asking, { plan, planned }: Question, { input, text }: Rendered, signal: AbortSignal) {
  const { protocol } = plan;
  const { temperature, topP, maxTokens, seed, stop } = protocol.decoding;
  const options = { temperature, topP, maxTokens, stop, signal, ...(seed !== null && { seed }) };
  let output = '';
  for await (const delta of engine.complete(input, options)) {
    if (delta.kind === 'text') {
      output += delta.text;
      continue;
    }
    const { promptTokens, completionTokens, timeToFirstToken, totalSeconds } = delta.usage;
    return {
      output,
      prediction: readPrediction({ protocol, output: publishedOutput(protocol, text, output), ...planned }),
      logprobs: null,
      finish: delta.finish,
      promptTokens,
      completionTokens,
      prefillSeconds: timeToFirstToken,
      decodeSeconds: Math.max(0, totalSeconds - timeToFirstToken),
    };
  }
  throw new EngineError('unknown', { reason: 'the answer ended without its closing report' });
}
