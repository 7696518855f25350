import { rm, statfs } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { weightBytes } from '../../model-config/models/memory.ts';
import { readRecords } from '../../model-config/models/read-records.ts';
import type { ModelRecord } from '../../model-config/models/record.ts';
import { buildApp } from '../app/build.ts';
import { preparedFolder, publishedFolder } from '../models/places.ts';
import { forgetModel } from '../models/prepare.ts';
import { publishedIds, writeIndex } from '../models/publish.ts';
import { sourceOf } from '../models/source-step.ts';
import { SetupError } from '../run/errors.ts';
import { sizeUnder } from '../run/files.ts';
import { alone } from '../run/lock.ts';
import { repository } from '../run/paths.ts';
import { ProgressLines } from '../run/progress.ts';
import { formatBytes } from '../run/units.ts';
import { prepareAll } from './prepare.ts';

const USAGE = 'npm run models -- list | add <id> | remove <id>';

/** Lists the models, or prepares or removes one. */
export async function models(args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const [action = 'list', id] = positionals;
  if (action === 'list' && !id) return list();
  if (action === 'add' && id) return add(find(id));
  if (action === 'remove' && id) return remove(find(id));
  throw new SetupError(`Unknown: npm run models -- ${args.join(' ')}`, USAGE);
}

function find(id: string): ModelRecord {
  const records = readRecords();
  const record = records.find((candidate) => candidate.id === id);
  if (record) return record;
  throw new SetupError(`There is no model "${id}".`, `Choose one of: ${records.map((each) => each.id).join(', ')}`);
}

async function list(): Promise<number> {
  const records = readRecords();
  const here = await publishedIds(records);
  for (const record of records) {
    const state = here.includes(record.id) ? 'prepared' : stateElsewhere(record);
    console.log(`${record.id.padEnd(30)} ${record.licence.id.padEnd(16)} ${state}`);
  }
  return 0;
}

function stateElsewhere(record: ModelRecord): string {
  if (record.prepare === 'always') return 'npm start prepares it';
  if (record.prepare === 'on-request') {
    return `can be added: npm run models -- add ${record.id}   (${formatBytes(diskNeed(record))} of disk)`;
  }
  return 'not prepared by set-up: the app loads its published conversion from the hub';
}

/** The file as its publisher ships it, and each variant's weights; the libraries are small beside them. */
function diskNeed({ source, variants, architecture }: ModelRecord): number {
  return source.bytes + variants.reduce((sum, variant) => sum + weightBytes(architecture, variant.quantization), 0);
}

async function add(record: ModelRecord): Promise<number> {
  if (record.prepare === 'never') {
    throw new SetupError(
      `${record.name} is not prepared by set-up.`,
      'Open the app with npm start: its page of models says how this one can be had.',
    );
  }
  await checkDisk(record);
  console.log(`${record.name} (${record.licence.id}): ${record.licence.notice.en}`);
  const [preparation] = await prepareAll(new ProgressLines(), [record]);
  if (preparation?.state !== 'ready') return 1;
  console.log(`${record.name} is prepared. Reload the app if it is open, or run npm start.`);
  return 0;
}

async function checkDisk(record: ModelRecord): Promise<void> {
  // What is there already was paid for.
  const there = await Promise.all([preparedFolder(record.id), sourceOf(record)].map(sizeUnder));
  const need = there.reduce((left, bytes) => left - bytes, diskNeed(record));
  if (need <= 0) return;
  const { bavail, bsize } = await statfs(repository);
  console.log(`${record.name} takes ${formatBytes(need)} of disk; ${formatBytes(bavail * bsize)} are free.`);
  if (bavail * bsize >= need * 1.05) return;
  throw new SetupError(
    `${record.name} does not fit on this disk.`,
    `Free ${formatBytes(need * 1.05 - bavail * bsize)}.`,
  );
}

async function remove(record: ModelRecord): Promise<number> {
  await alone(async () => {
    for (const path of [publishedFolder(record.id), preparedFolder(record.id), sourceOf(record)]) {
      await rm(path, { recursive: true, force: true });
    }
    await forgetModel(record);
    await writeIndex(readRecords());
    await buildApp(new ProgressLines());
  });
  console.log(`${record.name} is removed.${record.prepare === 'always' ? ' npm start will prepare it again.' : ''}`);
  return 0;
}
