import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parametersOf } from '../../model-config/convert/parameters.ts';
import { searched } from '../../model-config/quantise/searched.ts';
import { type Passage, readCollection } from '../fidelity/passages.ts';
import { roundedBy } from '../fidelity/rounded.ts';
import { PassageTokenizer } from '../fidelity/tokens.ts';
import { addedOf, type Model } from '../models/model.ts';
import { sourcesOf } from '../models/source-step.ts';
import { writeWhole } from '../run/files.ts';
import { fingerprint, type Input } from '../run/fingerprint.ts';
import { paths, repository } from '../run/paths.ts';
import type { ProgressLines } from '../run/progress.ts';
import { openWeights } from '../weights/open.ts';
import { askPython, type Order } from '../weights/python.ts';

/** Where the codes and scales of a model lie until they are in its shards. */
export const calibrationOf = (id: string) => join(paths.work, `calibrated-${id}`);

/** SHA-256 over the texts that weights are fitted to. */
export const calibrationHash = async (): Promise<string> => (await readCollection('calibration')).sha256;

/** All that decides what comes of it. */
export function calibrationInputs(model: Model): Input[] {
  const { architecture, limits, template, source, languages } = model.record;
  const added = addedOf(model);
  return [
    { path: paths.calibration, ignore: /^texts\/held-out/ },
    { path: join(repository, 'model-config', 'quantise'), ignore: /^calibration/ },
    { path: join(repository, 'model-config', 'convert') },
    { value: { architecture, limits, template, source, languages } },
    ...(added ? [{ value: [added.model, added.adapter] }] : []),
  ];
}

/**
 * Fits a model's 4-bit weights to the calibration texts, layer by layer: codes and scales in `folder`, which the
 * calibrated rule reads. One that was broken off goes on at the layer where it was. Throws SetupError, ConversionError.
 */
export async function calibrate(
  model: Model,
  folder: string,
  onProgress: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const { record } = model;
  await keepIfSame(folder, await fingerprint(calibrationInputs(model)));
  const { model: files, adapter } = sourcesOf(model);
  const { weights, tokenizer, close } = await openWeights(record, files, adapter);
  try {
    const parameters = parametersOf(record.architecture);
    const order: Order & { folder: string } = {
      ...{ architecture: record.architecture, parameters, folder },
      texts: await calibrationTokens(record, tokenizer),
    };
    const rounded = roundedBy(searched, { bits: 4, scale: 'float16' }, weights, parameters);
    await askPython('calibrate', record.id, order, { source: weights, rounded, onProgress, signal });
  } finally {
    await close();
  }
}

/** The same under a line of its own, in the model's usual place. */
export const fitWeights = ({ record, from }: Model, lines: ProgressLines): Promise<void> =>
  lines.during(`${record.name}: fit the weights to the calibration text`, ({ progress }) =>
    calibrate({ record, from }, calibrationOf(record.id), progress),
  );

async function calibrationTokens(record: Model['record'], tokenizer: object): Promise<number[][]> {
  const { passages } = await readCollection('calibration');
  const spoken = await PassageTokenizer.open(record, tokenizer);
  const texts: number[][] = [];
  for (const passage of passagesFor(record, passages)) texts.push(await spoken.encode(passage, 'calibration'));
  return texts;
}

/**
 * A model that is said not to speak a language cuts its text into many more tokens, which all take time and which
 * nobody will ask it for: every third passage is enough of it.
 */
function passagesFor({ languages }: Model['record'], passages: readonly Passage[]): Passage[] {
  return passages.filter(
    ({ language }, index) => languages.length === 0 || languages.includes(language) || index % 3 === 0,
  );
}

/** What was begun from something else is begun anew. */
async function keepIfSame(folder: string, print: string): Promise<void> {
  const file = join(folder, 'print');
  if ((await readFile(file, 'utf8').catch(() => null)) === print) return;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeWhole(file, print);
}
