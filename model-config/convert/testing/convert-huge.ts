import process from 'node:process';
import type { ByteSource } from '../byte-source.ts';
import { convertGguf } from '../convert.ts';
import { discardingSink } from './memory-files.ts';
import { rawGguf, setField, value } from './raw-gguf.ts';
import { smallGguf, smallRecord } from './small-model.ts';

/*
 * Converts a file of more than 1 GiB that exists only as it is read: its head is real, its weights are all 1.
 * Prints the sizes and the process's peak of resident memory, in MiB.
 */
const MIB = 2 ** 20;
const intermediateSize = 3_000_000;
const F32 = 0;

const gguf = smallGguf();
setField(gguf, 'qwen2.feed_forward_length', value.uint32(intermediateSize));
let size = 0;
for (const tensor of gguf.tensors) {
  if (tensor.name.includes('ffn_') && tensor.dimensions.length === 2) {
    const down = tensor.name.includes('down');
    tensor.dimensions = [32n, BigInt(intermediateSize)];
    if (down) tensor.dimensions.reverse();
  }
  tensor.type = F32;
  tensor.data = new Uint8Array();
  tensor.offset = BigInt(size);
  size += Number(tensor.dimensions.reduce((a, b) => a * b)) * 4;
}
const head = rawGguf(gguf);

const source: ByteSource = {
  name: 'huge.gguf',
  size: head.length + size,
  async read(offset, length) {
    const bytes = new Uint8Array(length);
    new Float32Array(bytes.buffer, 0, Math.floor(length / 4)).fill(1);
    bytes.set(head.subarray(offset, offset + length));
    return bytes;
  },
};

const sink = discardingSink('tensor-cache.json');
const record = { ...smallRecord, architecture: { ...smallRecord.architecture, intermediateSize } };
await convertGguf({ record, sources: [source], sink, quantization: 'q4f32_1' });
const { records: shards } = JSON.parse(new TextDecoder().decode(sink.kept));
const peakMiB = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ fileMiB: source.size / MIB, writtenMiB: sink.written / MIB, peakMiB, shards }));
