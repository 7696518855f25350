import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Parameter } from '../../model-config/convert/parameters.ts';
import { HALF_TO_FLOAT } from '../../model-config/quantise/half.ts';
import { GROUP, type Rule } from '../../model-config/quantise/rule.ts';
import { searched } from '../../model-config/quantise/searched.ts';

/** Codes in a 32-bit word. */
const PACK = 8;

const EMBEDDING = 'model.embed_tokens';
const HEAD = 'lm_head';

/**
 * The rule whose codes and scales were worked out before (calibrate.ts) and lie in `folder`, the same for every type of
 * scale. An embedding that is no output matrix and matrices of 8 bits are searched for. Throws where another one has none
 * there: a model that is said to be fitted must be.
 */
export function calibratedRule(folder: string, parameters: readonly Parameter[]): Rule {
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  return async (rows, layout) => {
    const words = join(folder, `${rows.parameter}.words`);
    const { columns } = byName.get(rows.parameter)!;
    if (layout.bits !== 4 || (rows.parameter === EMBEDDING && byName.has(HEAD))) return searched(rows, layout);
    const first = rows.from * columns;
    const weights = rows.values.length;
    const packed = new Uint32Array(await slice(words, first / 2, weights / 2));
    const halves = new Uint16Array(
      await slice(join(folder, `${rows.parameter}.halves`), (2 * first) / GROUP, (2 * weights) / GROUP),
    );
    const codes = new Uint8Array(weights);
    for (let i = 0; i < weights; i++) codes[i] = (packed[Math.floor(i / PACK)]! >>> (4 * (i % PACK))) & 15;
    return { codes, scales: Float32Array.from(halves, (bits) => HALF_TO_FLOAT[bits]!) };
  };
}

/** Both are little-endian, as every processor is that Node runs on. */
async function slice(path: string, from: number, bytes: number): Promise<ArrayBuffer> {
  const file = await open(path);
  try {
    const buffer = new ArrayBuffer(bytes);
    const { bytesRead } = await file.read(new Uint8Array(buffer), 0, bytes, from);
    if (bytesRead !== bytes) throw new Error(`${path} ends before byte ${from + bytes}`);
    return buffer;
  } finally {
    await file.close();
  }
}
