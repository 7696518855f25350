import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWithin, LONGEST_SYSTEM_PROMPT, NUMBER_SETTINGS, rangesOf, settingsFor } from './model-settings';

const record = { limits: { contextWindow: 4_096, prefillChunk: 1_024 } };
const nothing = {
  contextWindow: null,
  temperature: null,
  topP: null,
  maxTokens: null,
  repetitionPenalty: null,
  systemPrompt: null,
};

test('what is allowed is used as it was stored', () => {
  const chosen = {
    contextWindow: 512,
    temperature: 0,
    topP: 1,
    maxTokens: 4_096,
    repetitionPenalty: 1.1,
    systemPrompt: '短く答えてください。',
  };
  expect(settingsFor(record, chosen)).toEqual(chosen);
});

test.each([
  ['nothing stored', undefined],
  ['no set of settings', 'spoilt'],
  ['a list', [1, 2]],
  ['values of other kinds', { contextWindow: '4096', temperature: true, systemPrompt: 7 }],
  ['too little', { contextWindow: 511, temperature: -0.1, topP: 0, maxTokens: 0, repetitionPenalty: 0.5 }],
  ['too much', { contextWindow: 4_097, temperature: 2.1, topP: 1.1, maxTokens: 4_097, repetitionPenalty: 2.1 }],
  ['parts of tokens, and no numbers', { contextWindow: 600.5, maxTokens: 1.5, temperature: Number.NaN }],
  ['a blank text', { systemPrompt: ' \n' }],
  ['an endless text', { systemPrompt: 'x'.repeat(LONGEST_SYSTEM_PROMPT + 1) }],
])('counts as not chosen: %s', (_, stored) => {
  expect(settingsFor(record, stored)).toEqual(nothing);
});

test('one that cannot be used spoils no other', () => {
  const stored = { temperature: 9, topP: 0.5, later: 'a setting of another version' };
  expect(settingsFor(record, stored)).toEqual({ ...nothing, topP: 0.5 });
});

test('whatever is stored, only allowed values come out', () => {
  const ranges = rangesOf(record);
  fc.assert(
    fc.property(fc.anything(), fc.dictionary(fc.constantFrom(...NUMBER_SETTINGS), fc.anything()), (other, stored) => {
      for (const settings of [settingsFor(record, other), settingsFor(record, stored)]) {
        for (const name of NUMBER_SETTINGS) {
          const value = settings[name];
          expect(value === null || isWithin(value, ranges[name])).toBe(true);
        }
      }
    }),
  );
});

test('a model of little context may have all of it', () => {
  expect(rangesOf({ limits: { contextWindow: 256, prefillChunk: 64 } }).contextWindow).toMatchObject({
    least: 256,
    most: 256,
  });
});
