import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parametersOf } from '../../model-config/convert/parameters.ts';
import { smallRecord } from '../../model-config/convert/testing/small-model.ts';
import { searched } from '../../model-config/quantise/searched.ts';
import { calibratedRule } from './rule.ts';

test("a layer's matrix without codes is no model that was fitted; an embedding without is searched for", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'codes-'));
  try {
    const parameters = parametersOf(smallRecord.architecture);
    const rule = calibratedRule(folder, parameters);
    const layout = { bits: 4, scale: 'float16' } as const;
    const rowsOf = ({ name, columns }: (typeof parameters)[number]) => ({
      values: Float32Array.from({ length: columns }, (_, i) => Math.sin(i)),
      parameter: name,
      from: 0,
    });
    const embedding = rowsOf(parameters.find(({ ofVocabulary }) => ofVocabulary)!);
    const matrix = rowsOf(parameters.find(({ quantised, ofVocabulary }) => quantised && !ofVocabulary)!);
    expect(await rule(embedding, layout)).toEqual(searched(embedding, layout));
    await expect(rule(matrix, layout)).rejects.toThrow(`${matrix.parameter}.words`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
