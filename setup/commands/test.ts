import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addCounts, type Counts, closingLine, none } from '../checks/reports.ts';
import { runStage, type StageResult } from '../checks/stage.ts';
import { stages } from '../checks/stages.ts';
import { type Tool, testTools } from '../checks/test-tools.ts';
import { describeError } from '../run/errors.ts';
import { writeWhole } from '../run/files.ts';
import { paths } from '../run/paths.ts';
import { ProgressLines } from '../run/progress.ts';
import { formatSeconds } from '../run/units.ts';
import { prepareAll, usualModels } from './prepare.ts';

/** Prepares everything, runs every check and test, and says at the end what passed, failed and could not be tried. */
export async function test(args: string[]): Promise<number> {
  parseArgs({ args, options: {} });
  await mkdir(paths.reports, { recursive: true });
  const lines = new ProgressLines();
  const notTried: string[] = [];
  const results = [await prepareModelsAndPage(lines)];
  for (const tool of testTools) results.push(await prepareTool(tool, lines, notTried));
  for (const stage of stages()) results.push(await runStage(stage));
  const counts = results.map((result) => result.counts).reduce(addCounts, none);
  printSummary(results, notTried);
  console.log(closingLine(counts));
  await writeWhole(join(paths.reports, 'closing-line.txt'), `${closingLine(counts)}\n`);
  return counts.failed === 0 ? 0 : 1;
}

async function prepareModelsAndPage(lines: ProgressLines): Promise<StageResult> {
  return asResult('Models and page', async () => {
    const preparations = await prepareAll(lines, await usualModels());
    const failed = preparations.filter((preparation) => preparation.state !== 'ready');
    if (failed.length > 0) throw new Error(`not prepared: ${failed.map(({ record }) => record.id).join(', ')}`);
  });
}

async function prepareTool(tool: Tool, lines: ProgressLines, notTried: string[]): Promise<StageResult> {
  const result = await asResult(tool.name, () => tool.prepare(lines));
  if (result.counts.failed === 0 || !tool.optional) return result;
  notTried.push(`${tool.name}: ${result.trouble}`);
  return { ...result, counts: none, trouble: 'not here; tests that need it are left out' };
}

/** Set-up that went well is no test passed; set-up that failed is a failure. */
async function asResult(name: string, work: () => Promise<void>): Promise<StageResult> {
  const started = performance.now();
  let counts: Counts = none;
  let trouble: string | null = null;
  try {
    await work();
  } catch (error) {
    counts = { ...none, failed: 1 };
    trouble = describeError(error);
    console.error(trouble);
  }
  return { name, counts, seconds: (performance.now() - started) / 1000, trouble };
}

function printSummary(results: readonly StageResult[], notTried: readonly string[]): void {
  console.log(`\n── Summary ${'─'.repeat(63)}`);
  for (const { name, counts, seconds, trouble } of results) {
    const mark = counts.failed > 0 ? '✗' : '✓';
    const figures = counts.passed + counts.failed + counts.skipped > 1 ? closingLine(counts) : '';
    const note = [figures, trouble?.split('\n')[0]].filter(Boolean).join(', ');
    console.log(`${mark} ${name.padEnd(46)} ${formatSeconds(seconds).padStart(7)}  ${note}`);
  }
  if (notTried.length > 0) console.log(`\nCould not be tried on this machine:\n  ${notTried.join('\n  ')}`);
  console.log(
    '\nNot run here: exports read by inspect_ai and lm_eval, whose packages take long to install (npm run test:full)',
  );
  console.log('');
}
