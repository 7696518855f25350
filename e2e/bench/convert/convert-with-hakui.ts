import { readFileSync } from 'node:fs';
import process from 'node:process';
import { convertGguf } from '../../../model-config/convert/convert.ts';
import { folderSink, openFileSource } from '../../../model-config/convert/node/files.ts';
import { ModelRecord } from '../../../model-config/models/record.ts';
import { plain } from '../../../model-config/quantise/plain.ts';
import { searched } from '../../../model-config/quantise/searched.ts';

const RULES = { plain, searched };

/* usage: convert-with-hakui.ts plain|searched RECORD.json FILE.gguf FOLDER   (q4f32_1; prints what convert_with_numpy.py does) */
const [rule, recordFile, ggufFile, folder] = process.argv.slice(2) as [keyof typeof RULES, string, string, string];
const started = performance.now();
const record = ModelRecord.parse(JSON.parse(readFileSync(recordFile, 'utf8')));
const source = await openFileSource(ggufFile);
await convertGguf({ record, sources: [source], sink: folderSink(folder), quantization: 'q4f32_1', rule: RULES[rule] });
await source.close();
const { user, system } = process.cpuUsage();
const figures = {
  seconds: (performance.now() - started) / 1_000,
  processorSeconds: (user + system) / 1e6,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(JSON.stringify(figures));
