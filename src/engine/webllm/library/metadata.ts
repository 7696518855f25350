import { z } from 'zod';

/** What a library says of itself: the JSON that its `_metadata` function returns. MLC's compiler writes more fields than these. */
export const LibraryMetadata = z.object({
  model_type: z.string(),
  quantization: z.string(),
  params: z.array(z.object({ name: z.string(), shape: z.array(z.int().nonnegative()), dtype: z.string() })).min(1),
  prefill_chunk_size: z.int(),
  sliding_window_size: z.int().optional(),
  active_vocab_size: z.int().positive().optional(),
  /** web-llm takes "kv_cache" where it is absent. */
  kv_state_kind: z.string().nullish(),
});
export type LibraryMetadata = z.infer<typeof LibraryMetadata>;

/**
 * The metadata of a library, or null where there is none. The function itself is bytecode, but the text it
 * returns stands among the library's data as it is, in ASCII; where, and in what order of fields, is the
 * compiler's affair. So every text there that is an object in JSON is tried.
 */
export function findMetadata(data: Uint8Array): LibraryMetadata | null {
  for (let start = nextObject(data, 0); start >= 0; ) {
    const end = endOfObject(data, start);
    if (end !== null) {
      const metadata = LibraryMetadata.safeParse(parseOrNull(new TextDecoder().decode(data.subarray(start, end))));
      if (metadata.success) return metadata.data;
    }
    start = nextObject(data, end ?? start + 1);
  }
  return null;
}

const [QUOTE, BACKSLASH, OPEN, CLOSE] = ['"', '\\', '{', '}'].map((text) => text.charCodeAt(0));

/** Where `{"` stands next, or -1. */
function nextObject(data: Uint8Array, from: number): number {
  for (let at = data.indexOf(OPEN as number, from); at >= 0; at = data.indexOf(OPEN as number, at + 1)) {
    if (data[at + 1] === QUOTE) return at;
  }
  return -1;
}

/** Behind the brace that closes the object; null where the text ends before it. */
function endOfObject(data: Uint8Array, start: number): number | null {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < data.length; at += 1) {
    const byte = data[at] as number;
    if (byte < 0x20 || byte > 0x7e) return null;
    if (quoted && byte === BACKSLASH) at += 1;
    else if (byte === QUOTE) quoted = !quoted;
    else if (!quoted && byte === OPEN) depth += 1;
    else if (!quoted && byte === CLOSE && --depth === 0) return at + 1;
  }
  return null;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
