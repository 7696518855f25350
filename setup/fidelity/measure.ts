import { z } from 'zod';
import { parametersOf } from '../../model-config/convert/parameters.ts';
import type { Fidelity } from '../../model-config/models/fidelity.ts';
import { plain } from '../../model-config/quantise/plain.ts';
import { searched } from '../../model-config/quantise/searched.ts';
import type { Model } from '../models/model.ts';
import { sourcesOf } from '../models/source-step.ts';
import { openWeights } from '../weights/open.ts';
import { askPython, type Order } from '../weights/python.ts';
import { figuresOf, type Measured } from './figures.ts';
import type { Passage } from './passages.ts';
import { roundedBy } from './rounded.ts';
import { PassageTokenizer } from './tokens.ts';

/** What is compared with the source: shards, codes that calibration has come to, or what a rule makes as it is asked. */
export type Converted = { kind: 'shards' | 'codes'; folder: string } | { kind: 'rule'; rule: 'plain' | 'searched' };

interface Texts {
  passages: readonly Passage[];
  sha256: string;
}

const perText = <T extends z.ZodType>(each: T) => z.array(z.array(each).min(1));
const Compared = z.strictObject({
  kl: perText(z.number().nonnegative()),
  same: perText(z.boolean()),
  letters: z.record(z.string(), z.tuple([z.array(z.number()), z.array(z.number())])),
});

/**
 * Compares what a model answers with its own weights and with converted ones, over the texts, by an independent pass in
 * float32: weights alone are rounded. The model's source must be there. Throws SetupError, ConversionError.
 */
export async function measure(
  model: Model,
  converted: Converted,
  { passages, sha256: heldOut }: Texts,
  onProgress: (done: number, total: number) => void,
): Promise<Fidelity> {
  const { record } = model;
  const { model: files, adapter } = sourcesOf(model);
  const { weights, tokenizer, close } = await openWeights(record, files, adapter);
  try {
    const spoken = await PassageTokenizer.open(record, tokenizer);
    const texts: number[][] = [];
    for (const passage of passages) texts.push(await spoken.encode(passage, 'held-out'));
    const { letters } = spoken;
    const parameters = parametersOf(record.architecture);
    const order: CompareOrder = {
      ...{ architecture: record.architecture, parameters, texts },
      lettered: letters === null ? [] : passages.flatMap(({ kind }, index) => (kind === 'exam' ? [index] : [])),
      letters: letters ?? [],
      converted,
    };
    // Matrices that are in no codes come as the search makes them.
    const rule = converted.kind === 'rule' && converted.rule === 'plain' ? plain : searched;
    const rounded = roundedBy(rule, { bits: 4, scale: 'float16' }, weights, parameters);
    const result = await askPython('fidelity', record.id, order, { source: weights, rounded, onProgress });
    const { kl, same, letters: asked } = Compared.parse(result);
    const measured = passages.map(({ kind, language }, index): Measured => {
      return { kind, language, kl: kl[index]!, same: same[index]!, letters: asked[index] ?? null };
    });
    return { heldOut, ...figuresOf(measured) };
  } finally {
    await close();
  }
}

interface CompareOrder extends Order {
  /** Which texts are answered by a letter, and the letters' tokens. */
  lettered: number[];
  letters: number[];
  converted: Converted;
}
