import { expect, it } from 'vitest';
import { extractResponse } from './response';

it.each([
  ['nothing marked', 'Appendicitis', 'Appendicitis'],
  ['the first line that is not blank', '\n 　\n  虫垂炎 \n次の行', '虫垂炎'],
  ['what follows the marker', 'prompt\n### 応答：\n虫垂炎\nほか', '虫垂炎'],
  ['up to the same marker again', '### Answer: ### Answer: A', ''],
  ['from the first of several', '### 応答：\n一\n### 応答：\n二', '一'],
  ['the Japanese marker before the English ones', '### Answer: a\n### 応答：\nb', 'b'],
  ['"Answer" before "Response", wherever they stand', '### Response: a\n### Answer: b', 'b'],
  ['the Japanese marker only with a line feed', '### 応答：虫垂炎', '### 応答：虫垂炎'],
  ['nothing else that looks like a marker', '### Explanation: x', '### Explanation: x'],
  ['a carriage return as space', '### Response:\r\nA\r\nB', 'A'],
  ['a line separator within the line', 'A\u2028B', 'A\u2028B'],
  ['a byte-order mark, which is no space in Python', '\ufeffA\x85', '\ufeffA'],
  ['nothing', '', ''],
  ['only blank lines', ' \n\n\t', ''],
])('takes %s', (_, output, response) => {
  expect(extractResponse(output)).toBe(response);
});
