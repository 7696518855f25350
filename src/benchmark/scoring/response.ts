import { strip } from './python-text';

/** In the order the published script looks for them; the Japanese one only with its line feed. */
const MARKERS = ['### 応答：\n', '### Answer:', '### Response:'];

/**
 * The response in what a model wrote, as the published script (japanese-lm-med-harness) cuts it out: what
 * follows the first marker, up to the same marker again, else everything; of that the first line that is
 * not blank. `output` may begin with the prompt, as that script's does: then the marker is the prompt's.
 */
export function extractResponse(output: string): string {
  const marker = MARKERS.find((each) => output.includes(each));
  const answer = marker === undefined ? output : output.split(marker)[1]!;
  return strip(strip(answer).split('\n')[0]!);
}
