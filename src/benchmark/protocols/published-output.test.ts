import { expect, test } from 'vitest';
import { extractResponse } from '../scoring/response';
import type { Protocol } from './protocol';
import { publishedOutput } from './published-output';

const responseTo = (prompt: string, output: string, extraction: Protocol['extraction'] = 'published') =>
  extractResponse(publishedOutput({ extraction }, prompt, output));

/** What eval_bench.py makes of its whole text, for the markers of this test. */
const asScript = (text: string, marker: string) => text.split(marker)[1]!.trim().split('\n')[0]!.trim();

test.each([
  ['### 応答：\n', '腸炎\n\n### 指示：\n次は？\n### 応答：\n胃炎\n'],
  ['### Response:', '\nColitis\n\n### Instruction:\nNext?\n### Response:\nGastritis\n'],
  ['### Response:', ' Colitis'],
  ['### Answer:', '\n\nColitis\n### Answer:\nGastritis'],
  ['### 応答：\n', ''],
])('the marker of the prompt counts, not one the model goes on with: %j, %j', (marker, output) => {
  const prompt = `Question.\n${marker}`;
  expect(responseTo(prompt, output)).toBe(asScript(prompt + output, marker));
});

test('worked examples, prompts without a marker and other protocols', () => {
  const shot = 'One?\n### Response:\nIleus\n\nTwo?\n### Response:\n';
  expect(responseTo(shot, 'Colitis\n')).toBe('Colitis');
  expect(responseTo('<s>answer\n', 'Colitis\n### Response:\nGastritis')).toBe('Gastritis');
  expect(publishedOutput({ extraction: 'option-text' }, shot, 'Colitis')).toBe('Colitis');
});
