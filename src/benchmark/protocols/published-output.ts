import type { Protocol } from './protocol';

/** Those of scoring/response.ts. */
const MARKER = /### (?:応答：\n|Answer:|Response:)/g;

/**
 * What the published script holds for a model's output: its text begins with the prompt, so the marker that its
 * response follows is the prompt's, and a model that goes on with a marker of its own has ended its response.
 * Of the prompt only the last marker is put before the output, so that worked examples count for nothing.
 *
 * A prompt without a marker (meditron) would itself be the response, at every item alike; such templates were
 * run by the script's other way (vLLM), whose text is the output alone.
 */
export function publishedOutput({ extraction }: Pick<Protocol, 'extraction'>, prompt: string, output: string): string {
  if (extraction !== 'published') return output;
  const marker = [...prompt.matchAll(MARKER)].at(-1);
  return marker === undefined ? output : prompt.slice(marker.index) + output;
}
