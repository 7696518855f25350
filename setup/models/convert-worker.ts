import { parentPort, workerData } from 'node:worker_threads';
import { convertGguf } from '../../model-config/convert/convert.ts';
import { folderSink, openFileSource } from '../../model-config/convert/node/files.ts';
import type { ConversionOrder } from './convert.ts';

const { record, quantization, source: file, out } = workerData as ConversionOrder;

const source = await openFileSource(file);
try {
  await convertGguf({
    record,
    source,
    sink: folderSink(out),
    quantization,
    onProgress: (progress) => parentPort?.postMessage(progress),
  });
} finally {
  await source.close();
}
