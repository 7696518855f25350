import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { closingLine } from '../checks/reports.ts';
import { runStage } from '../checks/stage.ts';
import { fullTests } from '../checks/stages.ts';
import { paths, repository } from '../run/paths.ts';
import { ProgressLines } from '../run/progress.ts';
import { installRequirements, prepareVenv, pythonIn } from '../system/python.ts';

/** The tests that `npm test` leaves out, because their tools take minutes and a gigabyte to install: `*.full.test.ts`. */
export async function testFull(args: string[]): Promise<number> {
  parseArgs({ args, options: {} });
  await mkdir(paths.reports, { recursive: true });
  const lines = new ProgressLines();
  const python = pythonIn(paths.venvFull);
  const requirements = join(repository, 'src/benchmark/export/testdata/requirements-full.txt');
  await prepareVenv(lines, paths.venvFull);
  await installRequirements('full', requirements, 'Python packages of other evaluation tools', lines, python);
  const { counts } = await runStage(fullTests(python));
  console.log(`\n${closingLine(counts)}`);
  return counts.failed === 0 ? 0 : 1;
}
