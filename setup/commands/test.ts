import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { closingLine } from '../checks/reports.ts';
import { runTests } from '../checks/run-tests.ts';
import { stages } from '../checks/stages.ts';
import { testTools } from '../checks/test-tools.ts';
import { writeWhole } from '../run/files.ts';
import { paths } from '../run/paths.ts';

const ELSEWHERE = 'exports read by inspect_ai and lm_eval, whose packages take long to install (npm run test:full)';

/** Every check and every test but for the few whose tools take long to install. */
export async function test(args: string[]): Promise<number> {
  parseArgs({ args, options: {} });
  const counts = await runTests({ tools: testTools, stages, elsewhere: ELSEWHERE });
  await writeWhole(join(paths.reports, 'closing-line.txt'), `${closingLine(counts)}\n`);
  return counts.failed === 0 ? 0 : 1;
}
