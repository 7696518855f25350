import type { Architecture, ModelRecord } from '../models/record.ts';
import type { ByteSource } from './byte-source.ts';
import { checkShapes } from './check-shapes.ts';
import { checkArchitecture, readArchitecture } from './gguf/architecture.ts';
import type { GgufFile } from './gguf/file.ts';
import { readGguf } from './gguf/read.ts';
import { tokenizerJson } from './gguf/tokenizer.ts';
import { GgufWeights } from './gguf/weights.ts';
import { parametersOf } from './parameters.ts';
import type { WeightSource } from './weight-source.ts';

export interface OpenGguf {
  gguf: GgufFile;
  architecture: Architecture;
  weights: WeightSource;
  tokenizer: object;
}

/**
 * Reads all that the head of a GGUF file says, and holds it together: shape, tokenizer, every tensor. No weights are
 * read. A model that was split comes as all its files. `record`: what it has to be. Throws ConversionError.
 */
export async function openGguf(sources: readonly ByteSource[], record?: ModelRecord): Promise<OpenGguf> {
  const gguf = await readGguf(...sources);
  if (record) checkArchitecture(gguf, record);
  // Where the file does not say how many tokens it has, the record does.
  const architecture = record?.architecture ?? readArchitecture(gguf);
  const tokenizer = tokenizerJson(gguf, architecture.vocabSize);
  const parameters = parametersOf(architecture);
  const weights = new GgufWeights(
    gguf,
    architecture,
    parameters.flatMap(({ parts }) => parts.map(({ name }) => name)),
  );
  checkShapes(weights, parameters);
  return { gguf, architecture, weights, tokenizer };
}
