import { countAnswer, noAnswers, type RunCounts } from '../../results/run-counts';
import { rows } from '../../rows';
import { NO_SCORES } from '../../runner/score-answer';
import { answerAt, itemOf, planOf, runModel } from '../../testing/plans';
import type { Item, Run, RunPlan, Sample, Transcript } from '../../types';

interface StoredRun extends Partial<Run> {
  /** '1' right, '0' wrong, an item each. */
  outcomes: string;
  output?: (index: number) => string;
}

/** Puts a finished run into the database, by the id 'run-1' unless told otherwise. */
export async function storeRun({ outcomes, output = () => '', ...changes }: StoredRun): Promise<Run> {
  const run: Run = {
    id: 'run-1',
    origin: 'local',
    createdAt: Date.UTC(2026, 10, 24, 1, 2, 3),
    position: 0,
    state: 'done',
    plan: planOf(),
    model: runModel,
    modelId: runModel.id,
    appVersion: '0.1.0',
    total: outcomes.length,
    ...countsOf(outcomes),
    leftOut: {},
    fault: null,
    ...changes,
  };
  const answers = [...outcomes].map((each, index): [Sample, Transcript] => {
    const { sample, transcript } = answerAt(index);
    const right = each === '1';
    return [
      {
        ...sample,
        runId: run.id,
        index,
        prediction: [right ? 1 : 0],
        scores: { ...sample.scores, official: right ? 1 : 0 },
        wallSeconds: 0.2,
        attempts: 1,
      },
      { ...transcript, runId: run.id, index, output: output(index) },
    ];
  });
  await rows.addWholeRun(
    run,
    answers.map(([sample]) => sample),
    answers.map(([, transcript]) => transcript),
  );
  return run;
}

function countsOf(outcomes: string): RunCounts {
  const counts = noAnswers();
  const run = { total: outcomes.length, plan: planOf() };
  for (const each of outcomes) {
    countAnswer(counts, run, { failure: null, scores: { ...NO_SCORES, official: each === '1' ? 1 : 0 } });
  }
  return counts;
}

/** Items of the runs above, in two categories and two blocks of one year. */
export const igakuItems = (count: number): Item[] =>
  Array.from({ length: count }, (_, index) => {
    const { facts } = itemOf('x');
    const [category, block] = index % 2 === 0 ? ['循環器', 'A'] : ['眼科', 'B'];
    return itemOf(`item-${index}`, { facts: { ...facts, category: category!, block: block!, humanAccuracy: 0.75 } });
  });

export async function storeDataset(
  items: Item[],
  dataset: RunPlan['dataset'] = planOf().dataset,
  addedAt = 0,
): Promise<void> {
  const head = {
    ...dataset,
    languages: ['ja' as const, 'en' as const],
    files: [],
    itemCount: items.length,
    addedAt,
  };
  await rows.addDataset(head, { id: dataset.id, items });
}
