import { parseArgs } from 'node:util';
import { type Fidelity, type FidelityFigures, RuleName } from '../../model-config/models/fidelity.ts';
import { calibrationOf, fitWeights } from '../calibration/calibrate.ts';
import { type Converted, measure } from '../fidelity/measure.ts';
import { readCollection, readOwnText } from '../fidelity/passages.ts';
import { preparedWeights } from '../fidelity/prepared.ts';
import { knownModels, type Model } from '../models/model.ts';
import { prepareSources } from '../models/prepare.ts';
import { Toolchain } from '../models/toolchain.ts';
import { SetupError } from '../run/errors.ts';
import { alone } from '../run/lock.ts';
import { fromCaller } from '../run/paths.ts';
import { ProgressLines } from '../run/progress.ts';

const USAGE = `npm run --silent fidelity -- MODEL [--rule ${RuleName.options.join(' | ')}] [--text FILE] [--json]`;

/**
 * How far a model's 4-bit weights are from its own: those that are prepared, or with --rule, those that a rule would
 * make. Figures go to stdout, all else to stderr.
 */
export async function fidelity(args: string[]): Promise<number> {
  const { model: id, rule, text, json } = parse(args);
  const model = (await knownModels()).find(({ record }) => record.id === id);
  if (!model) throw new SetupError(`There is no model "${id}".`, 'npm run models lists them.');
  if (model.from === 'copied' || model.record.source.format === 'mlc') {
    throw new SetupError(
      `What ${model.record.name} was made from is not here: there is nothing to compare it with.`,
      'Measure it where it was prepared.',
    );
  }
  const lines = new ProgressLines(process.stderr);
  const texts = text === undefined ? await readCollection('held-out') : await readOwnText(fromCaller(text));
  const prepared = rule === undefined ? await preparedWeights(model) : null;
  const measured = await alone(async () => {
    const toolchain = new Toolchain(lines);
    await toolchain.numeric();
    await prepareSources(model, toolchain);
    const converted = prepared ?? (await weightsBy(rule!, model, lines));
    const { name } = model.record;
    return lines.during(`${name}: fidelity`, ({ progress }) => measure(model, converted, texts, progress));
  });
  console.log(json ? JSON.stringify(measured, null, 2) : asTable(model, rule ?? prepared!.rule, measured).join('\n'));
  return 0;
}

/** What a rule makes of a model, in no shards. */
async function weightsBy(rule: RuleName, model: Model, lines: ProgressLines): Promise<Converted> {
  if (rule !== 'calibrated') return { kind: 'rule', rule };
  await fitWeights(model, lines);
  return { kind: 'codes', folder: calibrationOf(model.record.id) };
}

function parse(args: string[]) {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { rule: { type: 'string' }, text: { type: 'string' }, json: { type: 'boolean' } },
    });
    const [model, ...more] = positionals;
    if (model === undefined || more.length > 0) throw new Error('Name one model.');
    const rule = RuleName.optional().safeParse(values.rule);
    if (!rule.success) throw new Error(`--rule is "${values.rule}".`);
    return { ...values, model, rule: rule.data };
  } catch (error) {
    throw new SetupError((error as Error).message, USAGE);
  }
}

function asTable({ record }: Model, rule: RuleName | null, { all, parts }: Fidelity): string[] {
  const row = (name: string, { tokens, meanKl, p99Kl, sameToken, letters }: FidelityFigures) =>
    [
      name.padEnd(12),
      String(tokens).padStart(7),
      meanKl.toFixed(4).padStart(9),
      p99Kl.toFixed(3).padStart(9),
      `${(100 * sameToken).toFixed(1)} %`.padStart(10),
      letters === null ? '' : `${letters.same} of ${letters.questions}`.padStart(10),
      letters === null ? '' : letters.meanKl.toFixed(4).padStart(9),
    ].join('');
  return [
    `${record.name}: ${rule ?? '4-bit'} weights against its own`,
    `${''.padEnd(12)} tokens  mean KL   99 % KL  same token   letters letter KL`,
    row('all', all),
    ...parts.map((part) => row(`${part.language} ${part.kind}`, part)),
  ];
}
