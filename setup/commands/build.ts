import { parseArgs } from 'node:util';
import { paths, shown } from '../run/paths.ts';
import { ProgressLines } from '../run/progress.ts';
import { prepareAll, usualModels } from './prepare.ts';

/** Prepares and builds, and leaves a folder that any static server can serve. */
export async function build(args: string[]): Promise<number> {
  parseArgs({ args, options: {} });
  const lines = new ProgressLines();
  const preparations = await prepareAll(lines, await usualModels());
  lines.say(`The page and its models are in ${shown(paths.dist)}/.`);
  return preparations.every((preparation) => preparation.state === 'ready') ? 0 : 1;
}
