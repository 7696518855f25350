import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ModelRecord } from '../../models/record.ts';
import type { SourceFolder } from '../byte-source.ts';
import { convertGguf, convertSafetensors } from '../convert.ts';
import { type Description, describeCheckpoint, describeGguf } from '../description.ts';
import { ConversionError } from '../errors.ts';
import { memorySink, memorySource } from './memory-files.ts';
import { mutant, SOUND } from './mutants.ts';
import { runPython } from './python.ts';
import { smallRecord } from './small-model.ts';

const QUANTIZATION = 'q4f32_1';
const LONGEST_SECONDS = 2;

interface Accepted {
  seed: number;
  name: string;
  bytes: Uint8Array;
  record: ModelRecord;
  files: Map<string, Uint8Array>;
}

const recordOf = ({ architecture, template }: Description): ModelRecord => ({ ...smallRecord, architecture, template });

function folderOf(files: Readonly<Record<string, Uint8Array>>): SourceFolder {
  return { name: 'mutant', open: async (name) => (files[name] ? memorySource(name, files[name]) : null) };
}

/** What a person's file becomes, by the same way as in set-up and on the page: looked at first, then converted. */
async function convert(name: string, bytes: Uint8Array): Promise<Pick<Accepted, 'record' | 'files'>> {
  const sink = memorySink();
  if (name === 'small.gguf') {
    const sources = [memorySource(name, bytes)];
    const record = recordOf(await describeGguf(sources));
    await convertGguf({ record, sources, sink, quantization: QUANTIZATION });
    return { record, files: sink.files };
  }
  const folder = folderOf({ ...SOUND, [name]: bytes });
  const adapter = name.startsWith('adapter') ? folder : null;
  const record = recordOf(await describeCheckpoint(folder, adapter));
  await convertSafetensors({ record, folder, adapter: adapter ?? undefined, sink, quantization: QUANTIZATION });
  return { record, files: sink.files };
}

/**
 * Tries the mutants of these seeds: each is refused with a ConversionError that names its file, or becomes a model, in
 * less than two seconds of the processor. Returns the models, and how many were refused.
 */
export async function tryMutants(first: number, count: number): Promise<{ accepted: Accepted[]; refused: number }> {
  const accepted: Accepted[] = [];
  let refused = 0;
  for (let seed = first; seed < first + count; seed++) {
    const { name, bytes } = mutant(seed);
    const before = process.cpuUsage();
    try {
      accepted.push({ seed, name, bytes, ...(await convert(name, bytes)) });
    } catch (error) {
      if (!(error instanceof ConversionError)) throw new Error(`seed ${seed}, ${name}`, { cause: error });
      // A tensor that the weights lack is told of config.json, and a tokenizer of more tokens than they have of itself.
      expect(error.place.file, `seed ${seed}: ${error.message}`).toMatch(/\.(gguf|json|jinja|safetensors)$/);
      const { key, tensor, offset } = error.place;
      if (key ?? tensor ?? offset === undefined) expect(error.message.length, `seed ${seed}`).toBeLessThan(2000);
      refused++;
    }
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6, `seed ${seed}, ${name}: seconds`).toBeLessThan(LONGEST_SECONDS);
  }
  return { accepted, refused };
}

/** Holds each model against what numpy, gguf, safetensors and tokenizers read of the very files that it was made from. */
export function checkAccepted(accepted: readonly Accepted[]): { weights: number; tokenizers: number } {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  try {
    const seen = new Set<string>();
    let weights = 0;
    let tokenizers = 0;
    const pairs = join(folder, 'tokenizers');
    mkdirSync(pairs);
    for (const each of accepted) {
      if (/^tokenizer(_config)?\.json$/.test(each.name)) {
        const pair = join(pairs, String(each.seed));
        for (const side of ['source', 'written']) mkdirSync(join(pair, side), { recursive: true });
        for (const name of ['tokenizer.json', 'tokenizer_config.json'])
          writeFileSync(join(pair, 'source', name), each.name === name ? each.bytes : SOUND[name]!);
        writeFileSync(join(pair, 'written', 'tokenizer.json'), each.files.get('tokenizer.json')!);
        tokenizers++;
      }
      // Python takes a second to start: one of those that come out the same stands for all.
      const result = [...each.files].filter(([path]) => path.endsWith('.bin')).map(([, bytes]) => Buffer.from(bytes));
      const shards = Buffer.concat(result).toString('latin1');
      if (seen.has(shards)) continue;
      seen.add(shards);
      checkWeights(join(folder, String(each.seed)), each);
      weights++;
    }
    if (tokenizers > 0)
      expect(Number(runPython('check_tokenizers.py', pairs).trim().split('\n').at(-1))).toBe(tokenizers);
    return { weights, tokenizers };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function checkWeights(at: string, { name, bytes, record, files }: Accepted): void {
  const out = join(at, 'out');
  mkdirSync(out, { recursive: true });
  for (const [path, content] of files) writeFileSync(join(out, path), content);
  writeFileSync(join(at, 'record.json'), JSON.stringify(record));
  if (name === 'small.gguf') {
    writeFileSync(join(at, name), bytes);
    runPython('check_shards.py', join(at, 'record.json'), join(at, name), out, QUANTIZATION);
    return;
  }
  const all: Record<string, Uint8Array> = { ...SOUND, [name]: bytes };
  for (const folder of ['model', 'adapter']) mkdirSync(join(at, folder));
  writeFileSync(join(at, 'model', 'model.safetensors'), all['model.safetensors']!);
  for (const file of ['adapter_config.json', 'adapter_model.safetensors'])
    writeFileSync(join(at, 'adapter', file), all[file]!);
  const adapter = name.startsWith('adapter') ? [join(at, 'adapter')] : [];
  runPython('check_exact.py', join(at, 'record.json'), join(at, 'model'), out, QUANTIZATION, ...adapter);
}
