import { z } from 'zod';
import { Fidelity, Weights } from './fidelity.ts';
import { Quantization } from './quantization.ts';
import { AdapterClass, ModelRecord } from './record.ts';

/**
 * What set-up made of a model: `public/models/<id>/manifest.json`, with the SHA-256 of every file the
 * app may load. Paths are relative to the manifest. The weights stand in `resolve/<quantization>/`
 * because web-llm takes a folder whose address has `/resolve/<name>/` in it as it is.
 */
export const ManifestFile = z.strictObject({
  path: z.string().regex(/^(?!.*\.\.)[A-Za-z0-9._/-]+$/),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ManifestFile = z.infer<typeof ManifestFile>;

export const Manifest = z.strictObject({
  format: z.literal(1),
  id: z.string(),
  /** The record of a model that a person added; absent where there is one in model-config/models. */
  record: ModelRecord.optional(),
  /** SHA-256 of the file the weights were converted from. */
  convertedFrom: z.string(),
  /** How the weights became 4-bit ones; absent where nobody wrote it down. */
  weights: Weights.optional(),
  /** How much of the model that left; absent where it was not measured. */
  fidelity: Fidelity.optional(),
  variants: z.array(
    z.strictObject({
      quantization: Quantization,
      /** Shards, tensor-cache.json, mlc-chat-config.json and tokenizer.json. */
      files: z.array(ManifestFile).min(1),
      libraries: z.array(ManifestFile.extend({ adapterClass: AdapterClass })),
    }),
  ),
});
export type Manifest = z.infer<typeof Manifest>;

/** `public/models/index.json`: the models prepared in this folder, so that the app need not probe for them. */
export const PreparedModels = z.strictObject({ format: z.literal(1), models: z.array(z.string()) });
export type PreparedModels = z.infer<typeof PreparedModels>;
