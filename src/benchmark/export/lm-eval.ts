import type { Run, Sample } from '../types';
import { type AskedItem, askedItem } from './asked-item';
import { blobOfTexts, foreignJson, jsonLine } from './blob-of-texts';
import {
  addScore,
  exampleCount,
  METRIC_NAMES,
  METRICS,
  meanOf,
  provenance,
  stderrOf,
  type Tally,
  taskName,
} from './foreign-names';
import { textHasher } from './text-hash';
import type { ExportFile, RunToExport, SampleRow } from './whole-run';

/*
 * The two files that lm-evaluation-harness writes for a task: its results, and a line for each sample. The
 * fields are those of its result_schema.py; docs/run-files.md lists them and the version they were read from.
 */

/** Its filters change nothing here. */
const FILTER = 'none';

export async function lmEvalFiles({ run, rows, items }: RunToExport): Promise<ExportFile[]> {
  const hash = await textHasher();
  const task = taskName(run);
  const date = new Date(run.createdAt).toISOString().replace('Z', '').replaceAll(':', '-');
  const tallies = new Map<string, Tally>();
  const hashes: string[] = [];
  let seconds = 0;
  async function* lines() {
    for await (const row of rows) {
      const sample = sampleOf(run, askedItem(items, run, row[0]), row, hash);
      for (const name of sample.metrics) addScore(tallies, name, sample.scores[name]!);
      hashes.push(sample.line.doc_hash + sample.line.prompt_hash + sample.line.target_hash);
      seconds += row[0].wallSeconds;
      yield jsonLine(foreignJson({ ...sample.line, ...sample.scores }));
    }
  }
  const samples = await blobOfTexts(lines(), 'application/jsonl');
  const results = resultsOf(run, { task, tallies, seconds, taskHash: hash(hashes.join('')), count: hashes.length });
  return [
    { name: `results_${date}.json`, blob: new Blob([foreignJson(results, 2)], { type: 'application/json' }) },
    { name: `samples_${task}_${date}.jsonl`, blob: samples },
  ];
}

function sampleOf(run: Run, asked: AskedItem, [sample, transcript]: SampleRow, hash: (text: string) => string) {
  const doc = docOf(asked);
  const target = targetOf(run, asked, sample);
  const prompt = transcript.prompt.toWellFormed();
  const scores = scoresOf(run, sample);
  const metrics = Object.keys(scores);
  const line = {
    doc_id: sample.index,
    doc,
    target,
    ...requestsOf(run, asked, [sample, { ...transcript, prompt }]),
    filter: FILTER,
    metrics,
    // The harness hashes the document as Python writes it with an indent of 2, which is how JavaScript writes it.
    doc_hash: hash(foreignJson(doc, 2)),
    prompt_hash: hash(prompt),
    target_hash: hash(target),
  };
  return { line, metrics, scores };
}

/** Numbers with a fraction are left out: Python and JavaScript write some of them differently, and so they hash. */
function docOf({ item: { id, facts }, question, options, goldLetters }: AskedItem) {
  const { year, block, category } = facts;
  return { id, question, choices: options, answer: goldLetters, year, block, category };
}

/** As Python prints it: the place of the right option among those shown, a list of places, or a text. */
function targetOf({ plan }: Run, { letters, goldLetters, options, item }: AskedItem, { gold }: Sample): string {
  if (gold.kind === 'value') return gold.value.toWellFormed();
  const places = goldLetters.map((letter) => letters.indexOf(letter));
  if (plan.protocol.method === 'letter') return places.length === 1 ? String(places[0]) : `[${places.join(', ')}]`;
  const { extraction } = plan.protocol;
  const ofTexts = extraction === 'published' || extraction === 'option-text';
  if (!ofTexts) return goldLetters.join(',');
  const texts = gold.options.map((index) => item.texts[plan.language]!.options[index]!);
  return (gold.kind === 'any' ? options.filter((option) => texts.includes(option)) : texts).join(',').toWellFormed();
}

/** Where letters were compared a request for each option, as of its multiple-choice tasks; else the one generation. */
function requestsOf({ plan }: Run, { letters }: AskedItem, [sample, transcript]: SampleRow) {
  const { prompt, output, response, logprobs } = transcript;
  if (logprobs) {
    // Whether a letter is the likeliest of all tokens is not known: the letters were compared among themselves.
    const resps = sample.optionOrder.map((index) => [String(logprobs[index] ?? null), 'None']);
    const requests = letters.map((letter, place) => [`gen_args_${place}`, { arg_0: prompt, arg_1: letter }]);
    return { arguments: Object.fromEntries(requests), resps: resps.map((each) => [each]), filtered_resps: resps };
  }
  const request = { arg_0: prompt, arg_1: generationSettings(plan.protocol.decoding) };
  return { arguments: { gen_args_0: request }, resps: [[output]], filtered_resps: [response] };
}

const generationSettings = ({ temperature, topP, maxTokens, seed, stop }: Run['plan']['protocol']['decoding']) => ({
  until: stop,
  do_sample: temperature > 0,
  temperature,
  top_p: topP,
  max_gen_toks: maxTokens,
  seed,
});

/** `acc` is the protocol's headline metric, and an item without that metric is none right, as in the app's list of runs. */
function scoresOf({ plan }: Run, { scores }: Sample): Record<string, number> {
  const known: Record<string, number> = { acc: scores[plan.protocol.headline] ?? 0 };
  for (const metric of METRICS) if (scores[metric] !== null) known[METRIC_NAMES[metric]] = scores[metric];
  return known;
}

interface Outcome {
  task: string;
  tallies: ReadonlyMap<string, Tally>;
  seconds: number;
  taskHash: string;
  count: number;
}

function resultsOf(run: Run, { task, tallies, seconds, taskHash, count }: Outcome) {
  const { plan, model, modelId } = run;
  const { protocol, language, dataset, selection } = plan;
  const figures = [...tallies].flatMap(([name, tally]) => [
    [`${name},${FILTER}`, meanOf(tally)],
    [`${name}_stderr,${FILTER}`, stderrOf(tally) ?? 'N/A'],
  ]);
  const letter = protocol.method === 'letter';
  const system = protocol.frame === 'chat' ? (protocol.system?.[language] ?? null) : null;
  return {
    results: { [task]: { name: task, alias: task, sample_len: count, ...Object.fromEntries(figures) } },
    group_subtasks: { [task]: [] },
    configs: {
      [task]: {
        task,
        dataset_path: dataset.kind,
        dataset_name: dataset.name,
        doc_to_text: protocol.prompt[language] ?? '',
        output_type: letter ? 'multiple_choice' : 'generate_until',
      },
    },
    versions: { [task]: protocol.version },
    'n-shot': { [task]: exampleCount(run) },
    higher_is_better: { [task]: Object.fromEntries([...tallies.keys()].map((name) => [name, true])) },
    'n-samples': { [task]: { original: run.total, effective: count } },
    config: {
      model: 'hakui',
      model_args: { model: modelId, quantization: model?.quantization ?? null, library: model?.libraryHash ?? null },
      model_sha: model?.weightsHash ?? '',
      batch_size: '1',
      batch_sizes: [],
      device: model?.device ?? null,
      use_cache: null,
      limit: selection.limit,
      bootstrap_iters: 0,
      gen_kwargs: letter ? null : generationSettings(protocol.decoding),
    },
    git_hash: `hakui-${run.appVersion}`,
    date: run.createdAt / 1000,
    task_hashes: { [task]: taskHash },
    model_source: 'hakui',
    model_name: modelId,
    model_name_sanitized: modelId.replace(/["<>:/|\\?*[\]]+/g, '__'),
    system_instruction: system,
    fewshot_as_multiturn: false,
    chat_template: null,
    total_evaluation_time_seconds: String(seconds),
    // The harness has no place of its own for it, and leaves what it does not know.
    hakui: provenance(run),
  };
}
