import { build } from './commands/build.ts';
import { bundle } from './commands/bundle.ts';
import { datasets } from './commands/datasets.ts';
import { fidelity } from './commands/fidelity.ts';
import { models } from './commands/models.ts';
import { rescore } from './commands/rescore.ts';
import { start } from './commands/start.ts';
import { test } from './commands/test.ts';
import { testFull } from './commands/test-full.ts';
import { describeError } from './run/errors.ts';

/** Each resolves with the exit status. */
const commands: Record<string, (args: string[]) => Promise<number>> = {
  build,
  bundle,
  datasets,
  fidelity,
  models,
  rescore,
  start,
  test,
  'test:full': testFull,
};

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];

if (command) {
  process.exitCode = await command(args).catch((error: unknown) => {
    console.error(describeError(error));
    return 1;
  });
} else {
  console.error(`Unknown command "${name}". There are: ${Object.keys(commands).join(', ')}.`);
  process.exitCode = 2;
}
