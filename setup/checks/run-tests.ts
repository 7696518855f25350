import { mkdir } from 'node:fs/promises';
import { prepareAll, usualModels } from '../commands/prepare.ts';
import { describeError } from '../run/errors.ts';
import { paths } from '../run/paths.ts';
import { ProgressLines } from '../run/progress.ts';
import { formatSeconds } from '../run/units.ts';
import { addCounts, type Counts, closingLine, none } from './reports.ts';
import { runStage, type Stage, type StageResult } from './stage.ts';
import type { Tool } from './test-tools.ts';

interface Tests {
  /** Got before any test runs. */
  tools: readonly Tool[];
  /** Asked for when the tools are there, for which tests there are depends on them. */
  stages: () => readonly Stage[] | Promise<readonly Stage[]>;
  /** What these tests leave to others, for the end of the summary. */
  elsewhere?: string;
}

/** Prepares models, page and tools, runs the tests, and says at the end what passed, failed and could not be tried. */
export async function runTests({ tools, stages, elsewhere }: Tests): Promise<Counts> {
  await mkdir(paths.reports, { recursive: true });
  const lines = new ProgressLines();
  const notTried: string[] = [];
  const results = [await prepareModelsAndPage(lines)];
  for (const tool of tools) results.push(await prepareTool(tool, lines, notTried));
  for (const stage of await stages()) results.push(await runStage(stage));
  printSummary(results, notTried);
  if (elsewhere) console.log(`\nNot run here: ${elsewhere}`);
  const counts = results.map((result) => result.counts).reduce(addCounts, none);
  console.log(`\n${closingLine(counts)}`);
  return counts;
}

async function prepareModelsAndPage(lines: ProgressLines): Promise<StageResult> {
  return asResult('Models and page', async () => {
    const preparations = await prepareAll(lines, await usualModels());
    const failed = preparations.filter((preparation) => preparation.state !== 'ready');
    if (failed.length > 0) throw new Error(`not prepared: ${failed.map(({ model }) => model.record.id).join(', ')}`);
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
  return { name, counts, leftOut: [], seconds: (performance.now() - started) / 1000, trouble };
}

function printSummary(results: readonly StageResult[], notTried: readonly string[]): void {
  console.log(`\n── Summary ${'─'.repeat(63)}`);
  for (const { name, counts, seconds, trouble } of results) {
    const mark = counts.failed > 0 ? '✗' : '✓';
    const figures = counts.passed + counts.failed + counts.skipped > 1 ? closingLine(counts) : '';
    const note = [figures, trouble?.split('\n')[0]].filter(Boolean).join(', ');
    console.log(`${mark} ${name.padEnd(46)} ${formatSeconds(seconds).padStart(7)}  ${note}`);
  }
  const leftOut = results.flatMap((result) => result.leftOut);
  if (leftOut.length > 0) console.log(`\nTests left out:\n  ${leftOut.join('\n  ')}`);
  if (notTried.length > 0) console.log(`\nCould not be tried on this machine:\n  ${notTried.join('\n  ')}`);
}
