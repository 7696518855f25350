import type { ChatCompletionTokenLogprob, MLCEngine } from '@mlc-ai/web-llm';

/**
 * What Hakui needs of web-llm's insides, because its interface has no way to it. package.json pins the
 * version (0.2.86) these were read from; the engine's tests in a browser fail if one of them moves.
 */
export interface Pipeline {
  tokenizer: {
    encode(text: string): Int32Array;
    decode(ids: Int32Array): string;
  };
  /** Tokens of the current conversation that are in the key-value cache. */
  filledKVCacheLength: number;
  /** Of the current answer, or the last one. */
  outputMessage: string;
  outputIds: number[];
  /** Of prompt and answer together. */
  contextWindowSize: number;
  /** Empties the conversation and the key-value cache. */
  resetChat(keepStats?: boolean): void;
  /** The next prompt: token ids piece by piece, how many they are, and the size of a picture. */
  getInputData(): Promise<[number[][], number, (picture: unknown) => number]>;
  /** Tokens read in one run of the kernels; never more than the library was compiled for. */
  prefillChunkSize: number;
  /** Runs the model over the next piece of a prompt, or over one new token. */
  embedAndForward(input: unknown[], length: number): Promise<unknown>;
  /** Settles when the GPU has done all it was handed. */
  sync(): Promise<void>;
  /** Of the current answer; a stream leaves out those of tokens that complete no character. */
  getTokenLogprobArray(): ChatCompletionTokenLogprob[];
}

/** Null where a load ended without a model: web-llm swallows an AbortError. */
export function pipelineOf(engine: MLCEngine, modelId: string): Pipeline | null {
  const { loadedModelIdToPipeline } = engine as unknown as { loadedModelIdToPipeline: Map<string, Pipeline> };
  return loadedModelIdToPipeline.get(modelId) ?? null;
}
