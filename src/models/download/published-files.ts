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
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ModelError('bad-file', { url, reason: (error as Error).message }, { cause: error });
  }
  const list = TensorCache.safeParse(json);
  if (list.success) return list.data;
  const reason = list.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new ModelError('bad-file', { url, reason });
}
