import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecords } from '../../model-config/models/read-records.ts';
import { buildPage } from '../app/build.ts';
import { parseWanted } from '../bundle/arguments.ts';
import type { Origin } from '../bundle/description.ts';
import { cautions } from '../bundle/licences.ts';
import { type BundleSources, type Choice, choose, type Made, makeBundle, pagePart } from '../bundle/make.ts';
import { askPin, hashPin } from '../bundle/pin.ts';
import { sizeReport } from '../bundle/report.ts';
import { outputOf } from '../run/command.ts';
import { alone } from '../run/lock.ts';
import { paths, repository, shown } from '../run/paths.ts';
import { ProgressLines } from '../run/progress.ts';

/** Makes one folder, or archives of it, with the page, models, data sets, licences and checksums (docs/kiosk.md). */
export async function bundle(args: string[]): Promise<number> {
  const wanted = parseWanted(args);
  const staffPin = wanted.kiosk?.pin ? await hashPin(await askPin(process.env)) : null;
  return alone(async () => {
    const lines = new ProgressLines();
    const sources: BundleSources = {
      records: readRecords(),
      models: paths.models,
      datasets: paths.datasets,
      packages: repository,
      origin: await readOrigin(),
    };
    const choice = await choose(wanted, sources, staffPin);
    const page = await pagePart(await buildPage(wanted.policy, lines), join(repository, 'public'));
    tell(choice, await makeBundle(choice, page, sources, lines));
    return 0;
  });
}

async function readOrigin(): Promise<Origin> {
  const git = async (...args: string[]) => (await outputOf('git', ['-C', repository, ...args]))?.trim() ?? null;
  const packageOf = async (folder: string) =>
    JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  const { version } = await packageOf(repository);
  const { version: webLlm } = await packageOf(join(repository, 'node_modules', '@mlc-ai', 'web-llm'));
  const commit = await git('rev-parse', 'HEAD');
  const changes = commit === null ? '' : await git('status', '--porcelain', '--untracked-files=no');
  return { version, webLlm, commit, modified: changes !== '' };
}

function tell({ wanted: { out, policy }, models, datasets }: Choice, { parts, files, volumes, sumOfSums }: Made): void {
  const where = shown(out);
  const what = policy === 'kiosk' ? 'The kiosk bundle' : 'The bundle';
  console.log(`\n${what} is in ${where}${volumes === null ? '' : `, in ${volumes} zip archives`}.`);
  for (const line of sizeReport(parts, files)) console.log(line);
  console.log(`  SHA-256 of SHA256SUMS: ${sumOfSums}`);
  const records = models.map(({ record }) => record);
  for (const caution of cautions(records, datasets)) console.log(`! ${caution}`);
  if (volumes !== null) {
    console.log(`Next: copy what is in ${where} to a stick; its README.txt says how to unpack it and to verify.`);
    return;
  }
  console.log(
    `Next: copy ${where} where it shall be served, there run "sh verify.sh" or "node verify.mjs", then serve it:`,
  );
  console.log(`  python3 -m http.server 8080 --bind 127.0.0.1 --directory ${where}   (others: docs/kiosk.md)`);
}
