import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parametersOf } from '../../model-config/convert/parameters.ts';
import { smallRecord } from '../../model-config/convert/testing/small-model.ts';
import { searched } from '../../model-config/quantise/searched.ts';
import { calibratedRule } from './rule.ts';

const layout = { bits: 4, scale: 'float16' } as const;

test.each([true, false])(
  'without codes only an embedding that is no output matrix is searched for (tied: %s)',
  async (tied) => {
    const folder = mkdtempSync(join(tmpdir(), 'codes-'));
    try {
      const parameters = parametersOf({ ...smallRecord.architecture, tiedEmbedding: tied });
      const rule = calibratedRule(folder, parameters);
      for (const { name, columns } of parameters.filter(({ quantised }) => quantised)) {
        const rows = {
          values: Float32Array.from({ length: columns }, (_, i) => Math.sin(i)),
          parameter: name,
          from: 0,
        };
        if (!tied && name.includes('embed')) expect(await rule(rows, layout)).toEqual(searched(rows, layout));
        else await expect(rule(rows, layout)).rejects.toThrow(`${name}.words`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
