import type { ByteSource } from './byte-source.ts';

/** The header of a file of weights is some hundred kilobytes; the format's readers allow 16 MiB. */
const LARGEST_HEAD = 17 << 20;

/**
 * A file on a server as the head of it, of which no more is fetched than is read. `fetchRange` gives the bytes from
 * `from` up to `to`, whatever the server knows of ranges.
 */
export function headSource(
  name: string,
  size: number,
  fetchRange: (from: number, to: number) => AsyncIterable<Uint8Array>,
): ByteSource {
  let held = new Uint8Array();

  async function fetchUpTo(end: number): Promise<void> {
    const longer = new Uint8Array(end);
    longer.set(held);
    let at = held.length;
    for await (const chunk of fetchRange(at, end)) {
      longer.set(chunk.subarray(0, end - at), at);
      at = Math.min(end, at + chunk.length);
      // A server without ranges goes on.
      if (at === end) break;
    }
    if (at < end) throw new Error(`${name} ends after ${at} bytes`);
    held = longer;
  }

  return {
    name,
    size,
    far: true,
    async read(offset, length) {
      const end = offset + length;
      if (end > LARGEST_HEAD) throw new Error(`${name}: byte ${end} is not of its head`);
      if (held.length < end) await fetchUpTo(end);
      return held.slice(offset, end);
    },
  };
}
