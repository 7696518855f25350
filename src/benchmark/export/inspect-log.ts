import type { Protocol } from '../protocols/protocol';
import type { Run, Sample } from '../types';
import { type AskedItem, askedItem } from './asked-item';
import { blobOfTexts, foreignJson } from './blob-of-texts';
import { addScore, METRIC_NAMES, METRICS, meanOf, provenance, stderrOf, type Tally, taskName } from './foreign-names';
import type { ExportFile, RunToExport, SampleRow } from './whole-run';

/*
 * The `.json` log of Inspect (UK AI Security Institute), version 2. Its figures stand before its samples, so
 * the samples are written first and put behind them. docs/run-files.md lists the fields.
 */

const LOG_VERSION = 2;

export async function inspectLog({ run, rows, items }: RunToExport): Promise<ExportFile> {
  const outcome: Outcome = { tallies: new Map(), ids: [], failed: 0, usage: { input: 0, output: 0 }, seconds: 0 };
  async function* texts() {
    for await (const row of rows) {
      const comma = outcome.ids.length > 0 ? ',\n' : '';
      note(outcome, row[0]);
      yield comma + foreignJson(sampleOf(run, askedItem(items, run, row[0]), row));
    }
  }
  const samples = await blobOfTexts(texts(), 'application/json');
  const head = foreignJson(headOf(run, outcome), 2).replace(/\n\}$/, '');
  const blob = new Blob([head, ',\n  "samples": [\n', samples, '\n]}\n'], { type: 'application/json' });
  // As Inspect names its logs, by which its tools sort them.
  const date = new Date(run.createdAt).toISOString().slice(0, 19).replaceAll(':', '-');
  return { name: `${date}+00-00_${taskName(run).replaceAll('_', '-')}_${fileId(run.id)}.json`, blob };
}

const fileId = (id: string): string => id.replace(/[^A-Za-z0-9]/g, '').slice(0, 22);

interface Outcome {
  tallies: Map<string, Tally>;
  ids: string[];
  failed: number;
  usage: { input: number; output: number };
  seconds: number;
}

function note(
  outcome: Outcome,
  { itemId, scores, failure, promptTokens, completionTokens, wallSeconds }: Sample,
): void {
  outcome.ids.push(itemId);
  outcome.failed += failure ? 1 : 0;
  outcome.usage.input += promptTokens;
  outcome.usage.output += completionTokens;
  outcome.seconds += wallSeconds;
  for (const metric of METRICS)
    if (scores[metric] !== null) addScore(outcome.tallies, METRIC_NAMES[metric], scores[metric]);
}

const usageOf = (input: number, output: number) => ({
  input_tokens: input,
  output_tokens: output,
  total_tokens: input + output,
});

const modelName = ({ modelId }: Run): string => `hakui/${modelId}`;

const generateConfig = ({ temperature, topP, maxTokens, seed, stop }: Protocol['decoding']) => ({
  temperature,
  top_p: topP,
  max_tokens: maxTokens,
  ...(seed === null ? {} : { seed }),
  ...(stop.length === 0 ? {} : { stop_seqs: stop }),
});

const STATUS = {
  done: 'success',
  cancelled: 'cancelled',
  queued: 'started',
  running: 'started',
  paused: 'started',
} as const;

function headOf(run: Run, { tallies, ids, failed, usage, seconds }: Outcome) {
  const { plan, createdAt } = run;
  const { protocol, dataset, selection } = plan;
  const created = new Date(createdAt).toISOString();
  const completed = new Date(createdAt + seconds * 1000).toISOString();
  const task = taskName(run);
  return {
    version: LOG_VERSION,
    status: STATUS[run.state],
    eval: {
      eval_id: run.id,
      run_id: run.id,
      created,
      task,
      task_id: task,
      task_version: protocol.version,
      task_display_name: `${dataset.name} · ${plan.language} · ${protocol.name.en}`,
      task_args: { dataset: dataset.id, language: plan.language, protocol: plan.protocolHash },
      solver: `hakui/${protocol.id}`,
      dataset: { name: dataset.name, samples: run.total, sample_ids: ids, shuffled: selection.shuffleItems !== null },
      model: modelName(run),
      model_generate_config: generateConfig(protocol.decoding),
      config: { epochs: 1, ...(selection.limit === null ? {} : { limit: selection.limit }) },
      packages: { hakui: run.appVersion },
      metadata: provenance(run),
      scorers: [...tallies.keys()].map((name) => ({ name })),
    },
    plan: {
      name: protocol.id,
      steps: [{ solver: `hakui/${protocol.id}`, params: { method: protocol.method, frame: protocol.frame } }],
      config: generateConfig(protocol.decoding),
    },
    results: {
      total_samples: run.total,
      completed_samples: ids.length - failed,
      scores: [...tallies].map(([name, tally]) => scoreOf(name, tally)),
    },
    stats: {
      started_at: created,
      // When it ended is not kept: this is how long its items took, one after the other.
      completed_at: completed,
      model_usage: { [modelName(run)]: usageOf(usage.input, usage.output) },
    },
  };
}

function scoreOf(name: string, tally: Tally) {
  const metric = (metricName: string, value: number) => [metricName, { name: metricName, value }];
  const figures = [metric('accuracy', meanOf(tally)), metric('stderr', stderrOf(tally) ?? 0)];
  return { name, scorer: name, scored_samples: tally.count, metrics: Object.fromEntries(figures) };
}

function sampleOf(run: Run, asked: AskedItem, [sample, transcript]: SampleRow) {
  const { itemId, scores, finish, failure, promptTokens, completionTokens, wallSeconds } = sample;
  const { prompt, output, response, logprobs } = transcript;
  const answer = asked.predictedLetters?.join(',') ?? null;
  const usage = usageOf(promptTokens, completionTokens);
  const known = METRICS.filter((metric) => scores[metric] !== null);
  // A run that compares letters writes none: its answer is what the model would have said.
  const said = { role: 'assistant', content: finish === 'letter' ? (answer ?? '') : output, source: 'generate' };
  const message = { ...said, model: modelName(run) };
  return {
    id: itemId,
    epoch: 1,
    input: asked.question,
    choices: asked.options,
    target: sample.gold.kind === 'value' ? sample.gold.value : asked.goldLetters,
    messages: [{ role: 'user', content: prompt, source: 'input' }, ...(failure ? [] : [message])],
    output: {
      model: modelName(run),
      choices: failure ? [] : [{ message, stop_reason: finish === 'length' ? 'max_tokens' : 'stop' }],
      usage,
      time: sample.prefillSeconds + sample.decodeSeconds,
    },
    scores: Object.fromEntries(
      known.map((metric) => [METRIC_NAMES[metric], { value: scores[metric] === 1 ? 'C' : 'I', answer }]),
    ),
    metadata: {
      ...asked.item.facts,
      gold_kind: sample.gold.kind,
      option_order: sample.optionOrder,
      prompt_hash: sample.promptHash,
      response,
      option_logprobs: logprobs?.map((each) => (Number.isFinite(each) ? each : String(each))) ?? null,
      attempts: sample.attempts,
    },
    model_usage: { [modelName(run)]: usage },
    total_time: wallSeconds,
    ...(failure ? { error: errorOf(failure) } : {}),
  };
}

function errorOf({ code, details }: NonNullable<Sample['failure']>) {
  const text = `${code} ${JSON.stringify(details)}`;
  return { message: text, traceback: text, traceback_ansi: text };
}
