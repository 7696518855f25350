import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelRecord } from '../../model-config/models/record.ts';
import { KIOSK_CONFIG_FILE, type KioskConfig } from '../../src/privacy/kiosk/config.ts';
import { filesUnder } from '../run/files.ts';
import type { ProgressLines } from '../run/progress.ts';
import type { Wanted, WantedKiosk } from './arguments.ts';
import { type Part, sortedFiles } from './contents.ts';
import { type ChosenDataset, chooseDatasets, datasetPart } from './datasets.ts';
import { describeBundle, type Origin } from './description.ts';
import { countingBytes, type LaidFile, layFiles } from './lay.ts';
import { licencesText } from './licences.ts';
import { type ChosenModel, chooseModels, modelPart, modelsIndex } from './models.ts';
import { expectFree, intoPlace } from './out-folder.ts';
import { productionPackages } from './packages.ts';
import { serverConfigs } from './server-config.ts';
import { planVolumes, unpackText, volumeName } from './volumes.ts';
import { writeZip } from './zip.ts';

/** Where a bundle's parts come from. */
export interface BundleSources {
  records: readonly ModelRecord[];
  /** public/models, public/datasets. */
  models: string;
  datasets: string;
  /** The folder of package.json and node_modules. */
  packages: string;
  origin: Origin;
}

/** What was asked for, looked up: nothing was written yet. */
export interface Choice {
  wanted: Wanted;
  /** The hash of a kiosk's PIN; null: it has none. */
  staffPin: string | null;
  models: ChosenModel[];
  datasets: ChosenDataset[];
  datasetsIndex: string;
}

export interface Made {
  parts: Part[];
  files: LaidFile[];
  /** Null for a folder. */
  volumes: number | null;
  /** Of SHA256SUMS: one number that stands for the whole. */
  sumOfSums: string;
}

/** Looks everything up before anything that takes long. Throws SetupError. */
export async function choose(wanted: Wanted, sources: BundleSources, staffPin: string | null): Promise<Choice> {
  await expectFree(wanted.out);
  const ids = [...wanted.models].sort();
  const models = await chooseModels(ids, wanted, { folder: sources.models, records: sources.records });
  const { chosen, index } = await chooseDatasets(wanted.datasets, sources.datasets);
  return { wanted, staffPin, models, datasets: chosen, datasetsIndex: index };
}

/**
 * Makes the bundle at `wanted.out`: whole or not at all, and of the same choice always the same bytes (the same PIN's hash
 * is another at each choice). `page`: files
 * beside which the rest is laid, by their paths in the bundle.
 */
export async function makeBundle(
  choice: Choice,
  page: Part,
  sources: BundleSources,
  lines: ProgressLines,
): Promise<Made> {
  const { wanted } = choice;
  const parts = await partsOf(choice, page, sources);
  return intoPlace(wanted.out, async (folder) => {
    // Of a split bundle the folder itself is only the way to its archives.
    const whole = wanted.splitBytes === null ? folder : join(folder, 'whole');
    const laid = await lines.during('Files and checksums', (report) => layFiles(sortedFiles(parts), whole, report));
    const sums = laid.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('');
    const [sumsFile] = await layFiles([{ path: 'SHA256SUMS', text: sums }], whole, { progress() {}, detail() {} });
    const files = [...laid, sumsFile!];
    const volumes = wanted.splitBytes === null ? null : await split(files, whole, folder, wanted.splitBytes, lines);
    return { parts, files, volumes, sumOfSums: sumsFile!.sha256 };
  });
}

async function partsOf(choice: Choice, page: Part, sources: BundleSources): Promise<Part[]> {
  const { wanted, staffPin, models, datasets, datasetsIndex } = choice;
  const { kiosk } = wanted;
  const records = models.map(({ record }) => record);
  const licences = licencesText(records, datasets, await productionPackages(sources.packages));
  const verify = ['verify.mjs', 'verify.sh'].map((path) => ({
    path,
    from: fileURLToPath(new URL(`./verify/${path}`, import.meta.url)),
  }));
  return [
    page,
    ...models.map((model) => modelPart(model, sources.models)),
    ...datasets.map((dataset) => datasetPart(dataset, sources.datasets)),
    { name: 'Licences', files: [{ path: 'LICENSES.txt', text: licences }] },
    {
      name: 'Lists, verify, configuration',
      files: [
        { path: 'models/index.json', text: modelsIndex(models) },
        { path: 'datasets/index.json', text: datasetsIndex },
        { path: 'bundle.json', text: describeBundle(wanted.policy, models, datasets, sources.origin) },
        ...(kiosk ? [{ path: KIOSK_CONFIG_FILE, text: kioskConfig(wanted.models[0]!, kiosk, staffPin) }] : []),
        ...Object.entries(serverConfigs(wanted.policy)).map(([path, text]) => ({ path, text })),
        ...verify,
      ],
    },
  ];
}

/** `model` is the one named first: those of a choice are in order of their ids. */
function kioskConfig(model: string, { pin: _asked, ...rest }: WantedKiosk, staffPin: string | null): string {
  const config: KioskConfig = { format: 1, kiosk: { model, ...rest, ...(staffPin === null ? {} : { staffPin }) } };
  return `${JSON.stringify(config, null, 1)}\n`;
}

/** The built page and what lies beside it in `public`, other than models and data sets. */
export async function pagePart(built: string, besides: string): Promise<Part> {
  const files = await filesUnder(built);
  const others = (await filesUnder(besides)).filter((path) => !/^(models|datasets)\//.test(path));
  return {
    name: 'The page',
    files: [
      ...files.map((path) => ({ path, from: join(built, path) })),
      ...others.map((path) => ({ path, from: join(besides, path) })),
    ],
  };
}

/** Puts the folder's files into archives beside it, and takes the folder away. Returns how many archives there are. */
async function split(
  files: readonly LaidFile[],
  whole: string,
  folder: string,
  limitBytes: number,
  lines: ProgressLines,
): Promise<number> {
  const volumes = planVolumes(files, limitBytes);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  await lines.during('Zip archives', async (report) => {
    const count = countingBytes(report, total);
    for (const [index, volume] of volumes.entries()) {
      const name = volumeName(index, volumes.length);
      report.detail(name);
      await writeZip(join(folder, name), volume, whole, count);
    }
  });
  await writeFile(join(folder, 'README.txt'), unpackText(volumes.length));
  await copyFile(join(whole, 'bundle.json'), join(folder, 'bundle.json'));
  await rm(whole, { recursive: true });
  return volumes.length;
}
