import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Quantization } from '../models/quantization.ts';
import { ModelRecord } from '../models/record.ts';
import { type Conversion, convertGguf, convertSafetensors } from './convert.ts';
import { ConversionError } from './errors.ts';
import { folderSink, folderSource, openFiles } from './node/files.ts';
import { progressLine } from './node/progress-line.ts';
import { FolderInUseError, replaceFolder } from './node/replace-folder.ts';

const USAGE = `usage: tsx model-config/convert/cli.ts RECORD.json FILE.gguf|FOLDER OUTDIR --quantization q4f32_1|q4f16_1 …
       [--lora FOLDER]
FOLDER is a checkpoint as transformers saves it, or for --lora an adapter as PEFT does.`;

/** Lists the files with their sizes and hashes, and marks OUTDIR as a result that may be replaced. */
const MANIFEST_PART = 'manifest-part.json';

class UsageError extends Error {}

interface Order {
  record: ModelRecord;
  /** A GGUF file, or a checkpoint's folder. */
  model: string;
  /** An adapter's folder. */
  lora: string | undefined;
  out: string;
  quantizations: Quantization[];
}

async function readOrder(args: string[]): Promise<Order> {
  const { positionals, values } = parse(args);
  const [recordFile, model, out] = positionals;
  const quantizations = [...new Set(values.quantization)].map((name) => {
    const quantization = Quantization.safeParse(name);
    if (quantization.success) return quantization.data;
    throw new UsageError(`--quantization ${name} is not one of ${Quantization.options.join(', ')}`);
  });
  if (!recordFile || !model || !out || positionals.length > 3 || quantizations.length === 0)
    throw new UsageError(USAGE);
  if (values.lora !== undefined && !(await stat(model)).isDirectory()) {
    throw new UsageError('--lora needs the folder of a checkpoint, not a GGUF file');
  }
  return { record: await readRecord(recordFile), model, lora: values.lora, out, quantizations };
}

function parse(args: string[]) {
  try {
    const options = { quantization: { type: 'string', multiple: true }, lora: { type: 'string' } } as const;
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

async function readRecord(file: string): Promise<ModelRecord> {
  const text = await readFile(file, 'utf8');
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: not JSON: ${(error as Error).message}`);
  }
  const record = ModelRecord.safeParse(content);
  if (record.success) return record.data;
  const issues = record.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new UsageError(`${file}: ${issues.join('; ')}`);
}

/** OUTDIR/<quantization>/ for each one asked for, and the manifest part; all of them or none. */
async function convert({ record, model, lora, out, quantizations }: Order, signal: AbortSignal): Promise<void> {
  const { converter, close } = await open(model, lora);
  try {
    await replaceFolder(out, MANIFEST_PART, async (folder) => {
      const variants = [];
      for (const quantization of quantizations) {
        const sink = folderSink(path.join(folder, quantization));
        const onProgress = progressLine(quantization, process.stderr);
        const files = await converter({ record, sink, quantization, onProgress, signal });
        const inFolder = files.map((each) => ({ ...each, path: `${quantization}/${each.path}` }));
        variants.push({ quantization, files: inFolder });
      }
      await writeFile(path.join(folder, MANIFEST_PART), JSON.stringify(variants, null, 2));
    });
  } finally {
    await close();
  }
}

/** What converts a model, by what it is. */
async function open(model: string, lora: string | undefined) {
  if (!(await stat(model)).isDirectory()) {
    const { sources, close } = await openFiles([model]);
    return { converter: (order: Conversion) => convertGguf({ ...order, sources }), close };
  }
  const folder = folderSource(model);
  const adapter = lora === undefined ? undefined : folderSource(lora);
  return {
    converter: (order: Conversion) => convertSafetensors({ ...order, folder, adapter }),
    close: () => Promise.all([folder.close(), adapter?.close()]),
  };
}

/** Exit codes: 0 done, 1 the file can't be read, converted or written, 2 wrong arguments, 130 interrupted. */
async function main(): Promise<number> {
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  try {
    await convert(await readOrder(process.argv.slice(2)), interrupt.signal);
    return 0;
  } catch (error) {
    if (interrupt.signal.aborted) return 130;
    const expected = error instanceof ConversionError || error instanceof FolderInUseError || isSystemError(error);
    if (!expected && !(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return expected ? 1 : 2;
  }
}

/** A missing file, a full disk. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

process.exitCode = await main();
