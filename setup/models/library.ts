import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Quantization } from '../../model-config/models/quantization.ts';
import type { AdapterClass, ModelRecord } from '../../model-config/models/record.ts';
import { writeWhole } from '../run/files.ts';
import { paths } from '../run/paths.ts';
import type { Step } from '../run/step.ts';
import { preparedFolder } from './places.ts';
import { compilerInputs, runCompiler } from './toolchain.ts';

/** Compiles a model's architecture to the library that web-llm runs, for one class of adapter. */
export function libraryStep(record: ModelRecord, quantization: Quantization, adapterClass: AdapterClass): Step {
  const name = `${quantization}-${adapterClass}`;
  const out = join(preparedFolder(record.id), 'lib', `${name}.wasm`);
  return {
    id: `library-${record.id}-${name}`,
    name: `${record.name}: library for ${adapterClass === 'gpu' ? 'GPUs' : 'processors'}, ${quantization}`,
    inputs: [...compilerInputs, { value: [record.architecture, record.limits, quantization, adapterClass] }],
    outputs: [out],
    run: async () => {
      await mkdir(dirname(out), { recursive: true });
      const file = join(paths.work, `record-${record.id}-${name}.json`);
      await writeWhole(file, JSON.stringify(record));
      const half = `${out}.half`;
      await runCompiler(
        ['library', file, '--quantization', quantization, '--schedule', adapterClass]
          .concat(['--runtime-cache', paths.runtime])
          .concat(['--out', half]),
        `library-${record.id}-${name}`,
      );
      await rename(half, out);
    },
  };
}
