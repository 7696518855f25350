import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { peftPython, peftTool } from '../checks/peft.ts';
import { publishedModules, publishedTool } from '../checks/published.ts';
import { runTests } from '../checks/run-tests.ts';
import { fullStages } from '../checks/stages.ts';
import { type Tool, testTools } from '../checks/test-tools.ts';
import { paths, repository } from '../run/paths.ts';
import { installRequirements, prepareVenv, pythonIn } from '../system/python.ts';

const python = pythonIn(paths.venvFull);

const otherTools: Tool = {
  name: 'Python packages of other evaluation tools',
  optional: false,
  prepare: async (lines) => {
    const requirements = join(repository, 'src/benchmark/export/testdata/requirements-full.txt');
    await prepareVenv(lines, paths.venvFull);
    await installRequirements('full', requirements, otherTools.name, lines, python);
  },
};

/** The tests with tools that take minutes and a gigabyte to install. */
export async function testFull(args: string[]): Promise<number> {
  parseArgs({ args, options: {} });
  const tools = [...testTools, otherTools, peftTool, publishedTool];
  const stages = async () => fullStages(python, await peftPython(), await publishedModules());
  const counts = await runTests({ tools, stages });
  return counts.failed === 0 ? 0 : 1;
}
