import { readFileSync } from 'node:fs';
import process from 'node:process';
import { ModelRecord } from '../../models/record.ts';
import type { ByteSource, SourceFolder } from '../byte-source.ts';
import { convertSafetensors } from '../convert.ts';
import { parametersOf } from '../parameters.ts';
import { configOf, jsonOf } from './checkpoints.ts';
import { discardingSink, memorySource } from './memory-files.ts';
import { alphabet } from './small-model.ts';

/*
 * Converts a checkpoint in the shape of a record, in four files of bfloat16 that exist only as they are read.
 * usage: convert-seven-billion.ts RECORD.json. Prints the sizes, the seconds, the process's peak of resident memory
 * in MiB, and the tensors that were written.
 */
const MIB = 2 ** 20;
const FILES = 4;
const record = ModelRecord.parse(JSON.parse(readFileSync(process.argv[2]!, 'utf8')));
const { architecture: a } = record;

/** Numbers of the size that weights have, over and over. */
const pattern = new Uint8Array(
  Uint16Array.from({ length: MIB }, (_, i) => 0x3c00 + ((i * 7919) % 0x180) + ((i % 3) << 15)).buffer,
);

function virtual(name: string, header: object, dataBytes: number): ByteSource {
  const text = jsonOf(header);
  const head = new Uint8Array(8 + text.length);
  new DataView(head.buffer).setBigUint64(0, BigInt(text.length), true);
  head.set(text, 8);
  return {
    name,
    size: head.length + dataBytes,
    async read(offset, length) {
      if (offset < head.length) return head.slice(offset, offset + length);
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; at += pattern.length) bytes.set(pattern.subarray(0, length - at), at);
      return bytes;
    },
  };
}

const parts = parametersOf(a).flatMap(({ parts, columns, quantised }) =>
  parts.map(({ name, size }) => ({ name, shape: quantised ? [size, columns] : [size] })),
);
const files: Record<string, ByteSource> = {};
const weight_map: Record<string, string> = {};
for (let file = 0; file < FILES; file++) {
  const name = `model-0000${file + 1}-of-0000${FILES}.safetensors`;
  const header: Record<string, object> = {};
  let end = 0;
  for (const part of parts.filter((_, at) => Math.floor((at * FILES) / parts.length) === file)) {
    const bytes = 2 * part.shape.reduce((x, y) => x * y);
    header[part.name] = { dtype: 'BF16', shape: part.shape, data_offsets: [end, end + bytes] };
    weight_map[part.name] = name;
    end += bytes;
  }
  files[name] = virtual(name, header, end);
}
const tokenizer = {
  version: '1.0',
  added_tokens: [],
  model: { type: 'BPE', vocab: Object.fromEntries(alphabet.map((each, id) => [each, id])), merges: [] },
};
for (const [name, content] of Object.entries({
  'config.json': configOf(a),
  'tokenizer.json': tokenizer,
  'model.safetensors.index.json': { weight_map },
})) {
  files[name] = memorySource(name, jsonOf(content));
}
const folder: SourceFolder = { name: 'seven-billion', open: async (name) => files[name] ?? null };

const sink = discardingSink('tensor-cache.json');
const started = performance.now();
await convertSafetensors({ record, folder, sink, quantization: 'q4f16_1' });
const seconds = (performance.now() - started) / 1000;
const { records } = JSON.parse(new TextDecoder().decode(sink.kept)) as {
  records: { records: { name: string; shape: number[]; dtype: string }[] }[];
};
const tensors = records.flatMap((shard) => shard.records.map(({ name, shape, dtype }) => [name, shape, dtype]));
const readMiB = Object.values(files).reduce((sum, { size }) => sum + size, 0) / MIB;
const peakMiB = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ readMiB, writtenMiB: sink.written / MIB, seconds, peakMiB, tensors }));
