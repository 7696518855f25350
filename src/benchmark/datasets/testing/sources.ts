import type { DatasetReading } from '../assemble';
import type { NamedSource } from '../source';

export const textSource = (name: string, text: string): NamedSource =>
  bytesSource(name, new TextEncoder().encode(text));

/** A source that comes in chunks of a size that cuts through lines and characters. */
export function bytesSource(name: string, bytes: Uint8Array, chunk = 7): NamedSource {
  const open = () => {
    let at = 0;
    return new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        controller.enqueue(bytes.slice(at, at + chunk));
        at += chunk;
      },
    });
  };
  return { name, size: bytes.length, bytes: open };
}

export const jsonLines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** The data set, or what stood in its way as one text. */
export function datasetOf(reading: DatasetReading) {
  if (reading.state === 'read') return reading.dataset;
  throw new Error(reading.problems.map((problem) => problem.message).join('\n'));
}

/** Each problem as its code and details, without the lengthy rest of an error. */
export function problemsOf(reading: DatasetReading) {
  if (reading.state === 'read') throw new Error(`read ${reading.dataset.items.length} items`);
  return reading.problems.map(({ code, details }) => ({ code, ...details }));
}
