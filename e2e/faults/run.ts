import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { closingLine, readFaultBench } from '../../setup/checks/reports.ts';
import { paths, repository } from '../../setup/run/paths.ts';
import { parsePoint } from './points.ts';

/* npm run faults: docs/faults.md */

const { values } = parseArgs({
  options: {
    /** These scenarios alone, by their names with commas between. */
    scenarios: { type: 'string' },
    /** One point alone. */
    only: { type: 'string' },
    /** At most so many of each scenario; without it all. */
    most: { type: 'string' },
    seed: { type: 'string', default: '1' },
    report: { type: 'string', default: join(paths.reports, 'faults.json') },
  },
});
if (values.only !== undefined) parsePoint(values.only);
const report = resolve(values.report);
mkdirSync(dirname(report), { recursive: true });
// The bench is proved where all of it is tried.
const some = values.only === undefined && values.scenarios === undefined ? [] : ['acts'];
const config = join(repository, 'e2e/faults/playwright.config.ts');
const { status } = spawnSync(
  join(repository, 'node_modules/.bin/playwright'),
  ['test', ...some, '--config', config, '--reporter=list,json'],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      HAKUI_FAULTS_SEED: values.seed,
      ...(values.scenarios !== undefined && { HAKUI_FAULTS_SCENARIOS: values.scenarios }),
      ...(values.only !== undefined && { HAKUI_FAULTS_ONLY: values.only }),
      ...(values.most !== undefined && { HAKUI_FAULTS_MOST: values.most }),
    },
  },
);
const which = values.most === undefined ? 'all' : `at most ${values.most} of each scenario, seed ${values.seed}`;
console.log(`\nFault bench (${which}): points ${closingLine(readFaultBench(readFileSync(report, 'utf8')).counts)}`);
process.exitCode = status ?? 1;
