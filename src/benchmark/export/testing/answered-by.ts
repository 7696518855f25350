import { publishedAnswer, scorePaperExact } from '../../scoring/paper-exact';
import { extractResponse } from '../../scoring/response';
import type { Item } from '../../types';
import type { RunToExport, SampleRow } from '../whole-run';
import { answeredRun, itemOf } from './whole-runs';

/** A run of generated texts that is scored as the published script scores, one item for each output. */
export async function scoredRun(outputs: readonly string[]): Promise<RunToExport & { rows: SampleRow[] }> {
  const golds = [[1], [0], [0, 2], [3], [4]];
  const ids = outputs.map((_, index) => `112B${index + 1}`);
  const items = new Map(
    ids.map((id, index): [string, Item] => [id, itemOf(id, { kind: 'all', options: golds[index % 5]! })]),
  );
  const { run, rows } = await answeredRun(ids);
  const scored = rows.map(([sample, transcript], index): SampleRow => {
    const output = outputs[index]!;
    const { gold, texts } = items.get(sample.itemId)!;
    const choices = texts.ja!.options;
    const score = scorePaperExact({ choices, answer: publishedAnswer(choices, gold)!, output });
    const scores = { ...sample.scores, paperExact: score.exact, paperGestalt: 'error' in score ? 0 : score.match };
    return [
      { ...sample, gold, scores },
      { ...transcript, output, response: extractResponse(output) },
    ];
  });
  return { run, rows: scored, items };
}

/** The run with an item that was asked in vain. */
export function withFailure(whole: RunToExport & { rows: SampleRow[] }): RunToExport & { rows: SampleRow[] } {
  const [sample, transcript] = whole.rows.at(-1)!;
  const failed: SampleRow = [
    {
      ...sample,
      prediction: null,
      finish: 'failed',
      failure: { code: 'prompt-too-long', details: { tokens: 9000 } },
      scores: { paperExact: null, paperGestalt: null, correctedExact: null, correctedGestalt: null, official: 0 },
    },
    { ...transcript, output: '', response: '', logprobs: null },
  ];
  return { ...whole, rows: whole.rows.with(-1, failed) };
}
