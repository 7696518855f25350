import { publishedAnswer } from '../scoring/paper-exact';
import { askedItem } from './asked-item';
import { blobOfTexts, foreignJson, jsonLine } from './blob-of-texts';
import { ExportError } from './export-error';
import type { ExportFile, RunToExport } from './whole-run';

/*
 * The result file of japanese-lm-med-harness (Sukeda), which its `evaluate` scores: a line for each item with
 * problem_id, question, choices (as shown), answer, full_response and response.
 */

export interface HarnessExport extends ExportFile {
  /** Items that its script can't have asked, or that were asked in vain; no line of theirs is in the file. */
  leftOut: string[];
}

export async function harnessFile({ run, rows, items }: RunToExport): Promise<HarnessExport> {
  const { protocol, dataset, selection } = run.plan;
  if (protocol.method === 'letter') throw new ExportError('no-text');
  const leftOut: string[] = [];
  async function* lines() {
    for await (const [sample, { output, response }] of rows) {
      const { question, options, publishedText } = askedItem(items, run, sample);
      const answer = publishedAnswer(publishedText.options, sample.gold);
      if (answer === null || sample.scores.paperExact === null) {
        leftOut.push(sample.itemId);
        continue;
      }
      const line = { problem_id: sample.itemId, question, choices: options, answer, full_response: output, response };
      yield jsonLine(foreignJson(line));
    }
  }
  const blob = await blobOfTexts(lines(), 'application/jsonl');
  const shuffled = selection.shuffleOptions === null ? 'noshuffle' : 'shuffle';
  // What its script makes of --model_path, --data, --prompt and --shuffle, and looks for again to evaluate.
  const name = `${plain(run.modelId)}-${plain(dataset.name)}-${plain(protocol.id)}-${shuffled}.jsonl`;
  return { name, blob, leftOut };
}

const plain = (text: string): string => text.replace(/[^\p{L}\p{N}._-]+/gu, '_');
