import type { Run, SampleScores } from '../types';

/* Names and figures that the formats of other tools share. */

/** Our metrics by the names that the exported files have them under. */
export const METRIC_NAMES = {
  official: 'official',
  paperExact: 'paper_exact',
  paperGestalt: 'paper_gestalt',
  correctedExact: 'corrected_exact',
  correctedGestalt: 'corrected_gestalt',
} as const satisfies Record<keyof SampleScores, string>;

export const METRICS = Object.keys(METRIC_NAMES) as (keyof SampleScores)[];

/** The sum of scores that are 0 or 1 says all that means and errors need. */
export interface Tally {
  count: number;
  sum: number;
}

export function addScore(tallies: Map<string, Tally>, name: string, score: number): void {
  const tally = tallies.get(name) ?? { count: 0, sum: 0 };
  tallies.set(name, { count: tally.count + 1, sum: tally.sum + score });
}

export const meanOf = ({ count, sum }: Tally): number => sum / count;

/** The standard error of a mean, from the sample's deviation (n - 1), as these tools have it; null of fewer than two. */
export function stderrOf(tally: Tally): number | null {
  const { count } = tally;
  const mean = meanOf(tally);
  return count > 1 ? Math.sqrt((mean * (1 - mean)) / (count - 1)) : null;
}

/** "igakuqa_ja_letter": letters, digits and '_' only, which every tool takes for a task's name. */
export const taskName = ({ plan }: Run): string =>
  [plan.dataset.kind, plan.language, plan.protocol.id].join('_').replace(/[^A-Za-z0-9_]/g, '_');

export const exampleCount = ({ plan: { protocol, language } }: Run): number =>
  protocol.examples?.[language]?.length ?? 0;

/** Everything of a run's provenance that a foreign format has no place of its own for. */
export function provenance({ id, origin, appVersion, model, plan, leftOut, total }: Run) {
  const { dataset, language, protocol, protocolHash, selection } = plan;
  return {
    run_id: id,
    origin,
    app: 'hakui',
    app_version: appVersion,
    model,
    dataset,
    language,
    protocol,
    protocol_hash: protocolHash,
    selection,
    left_out: leftOut,
    total,
  };
}
