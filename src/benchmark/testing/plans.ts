import type { Protocol } from '../protocols/protocol';
import type { AnsweredItem, PreparedRun } from '../runner/run-items';
import { NO_SCORES } from '../runner/score-answer';
import type { Item, RunModel, RunPlan, Selection } from '../types';

export const EVERYTHING: Selection = {
  years: [],
  blocks: [],
  categories: [],
  textOnly: false,
  limit: null,
  shuffleItems: null,
  shuffleOptions: null,
  part: null,
};

export const letterProtocol: Protocol = {
  format: 1,
  id: 'test-letter',
  version: 1,
  name: { ja: '文字', en: 'Letter' },
  description: { ja: '', en: '' },
  method: 'letter',
  frame: 'raw',
  prompt: { ja: '{{ question }}', en: '{{ question }}' },
  options: 'lettered-lines',
  extraction: 'none',
  decoding: { temperature: 0, topP: 1, maxTokens: 1, seed: null, stop: [] },
  longestQuestion: null,
  optionCount: null,
  headline: 'official',
};

export function itemOf(id: string, changes: Partial<Item> = {}): Item {
  return {
    id,
    texts: {
      ja: { question: `${id} はどれか。`, options: ['い', 'ろ', 'は', 'に', 'ほ'] },
      en: { question: `Which is ${id}?`, options: ['one', 'two', 'three', 'four', 'five'] },
    },
    gold: { kind: 'all', options: [1] },
    textOnly: true,
    facts: {
      year: 2018,
      block: 'A',
      category: null,
      points: 1,
      prohibited: [],
      humanAccuracy: null,
      humanShares: null,
    },
    ...changes,
  };
}

export function planOf(changes: Partial<RunPlan> = {}): RunPlan {
  return {
    dataset: { id: 'd'.repeat(64), kind: 'igakuqa', name: 'Test set' },
    language: 'ja',
    protocol: letterProtocol,
    protocolHash: 'p'.repeat(64),
    selection: EVERYTHING,
    ...changes,
  };
}

export const runModel: RunModel = {
  id: 'hakui-tiny',
  name: 'Hakui tiny',
  quantization: 'q4f32_1',
  adapterClass: 'software',
  device: 'Test GPU',
  weightsHash: 'w'.repeat(64),
  libraryHash: 'l'.repeat(64),
  contextWindow: 4096,
  fidelity: null,
};

/** The rows of an answer that depends on the index alone, as those of a model at temperature 0 do. */
export function answerAt(index: number): AnsweredItem {
  const right = (index * 7) % 3 === 0;
  return {
    sample: {
      itemId: `item-${index}`,
      optionOrder: [0, 1, 2, 3, 4],
      promptHash: String(index),
      prediction: [right ? 1 : 0],
      gold: { kind: 'all', options: [1] },
      scores: { ...NO_SCORES, official: right ? 1 : 0 },
      finish: 'letter',
      promptTokens: 10 + index,
      completionTokens: 0,
      prefillSeconds: 0.1,
      decodeSeconds: 0,
      failure: null,
    },
    transcript: { prompt: `prompt ${index}`, output: '', response: '', logprobs: [-1, -2, -3, -4, -5] },
  };
}

/** A run of so many items whose answers `before` may hold up or spoil. */
export function preparedRun(total: number, before: (index: number, signal: AbortSignal) => Promise<void>): PreparedRun {
  return {
    model: runModel,
    total,
    leftOut: { 'needs-picture': 2 },
    async ask(index, signal) {
      await before(index, signal);
      return answerAt(index);
    },
    async failed(index, { code, details }) {
      const { sample, transcript } = answerAt(index);
      return {
        sample: { ...sample, finish: 'failed', prediction: null, scores: NO_SCORES, failure: { code, details } },
        transcript,
      };
    },
  };
}
