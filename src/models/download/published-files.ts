import { z } from 'zod';
import { ModelError } from '../errors';
import type { Stored } from '../storage/artifact-store';

/** What is known of a tensor before its weights are. */
export interface TensorFacts {
  name: string;
  shape: number[];
  dtype: string;
}

/** The part of tensor-cache.json (MLC's list of shards) that Hakui needs; web-llm needs more of it. */
const TensorCache = z.object({
  records: z
    .array(
      z.object({
        dataPath: z.string().regex(/^(?!.*\.\.)[A-Za-z0-9._-]+$/),
        nbytes: z.int().positive(),
        md5sum: z
          .string()
          .regex(/^[0-9a-f]{32}$/)
          .optional(),
        records: z.array(z.object({ name: z.string(), shape: z.array(z.int().nonnegative()), dtype: z.string() })),
      }),
    )
    .min(1),
});

/** The shards that a tensor-cache.json at `url` lists. Throws ModelError `bad-file` naming the field. */
export function shardsOf(url: string, text: string): Stored[] {
  return parse(url, text).records.map(({ dataPath, nbytes, md5sum }) => ({
    url: new URL(dataPath, url).href,
    scope: 'webllm/model',
    bytes: nbytes,
    digest: md5sum === undefined ? null : { algorithm: 'md5', value: md5sum },
  }));
}

/** The tensors that a tensor-cache.json at `url` lists, in the shards' order. Throws ModelError `bad-file` naming the field. */
export function tensorsOf(url: string, text: string): TensorFacts[] {
  return parse(url, text).records.flatMap(({ records }) => records);
}

function parse(url: string, text: string): z.infer<typeof TensorCache> {
  const list = TensorCache.safeParse(jsonOf(url, text));
  if (list.success) return list.data;
  const reason = list.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new ModelError('bad-file', { url, reason });
}

function jsonOf(url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModelError('bad-file', { url, reason: (error as Error).message }, { cause: error });
  }
}

/** The largest file of JSON is a tokenizer, of some ten megabytes. */
const LARGEST_JSON = 64 << 20;

/**
 * A file that nothing is stated of, as it is kept: whole, and only if it is what its name says. A server that has lost it
 * often answers with a page. A tokenizer cuts off and fills up no text: that was a matter of training's batches. Throws
 * ModelError `bad-file`.
 */
export async function* parsedFirst(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  url: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (!url.endsWith('.json')) return yield* chunks;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > LARGEST_JSON) throw new ModelError('bad-file', { url, reason: `more than ${LARGEST_JSON} bytes` });
    parts.push(chunk);
  }
  const text = await new Blob(parts).text();
  const json = jsonOf(url, text);
  if (typeof json !== 'object' || json === null) throw new ModelError('bad-file', { url, reason: 'no object' });
  const cuts = url.endsWith('/tokenizer.json') && ['truncation', 'padding'].some((field) => Reflect.get(json, field));
  if (!cuts) yield* parts;
  else yield new TextEncoder().encode(JSON.stringify({ ...json, truncation: null, padding: null }));
}
