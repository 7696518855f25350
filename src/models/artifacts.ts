import type { Quantization } from '../../model-config/models/quantization.ts';
import type { AdapterClass, Template } from '../../model-config/models/record.ts';

/** One file a load needs. */
export interface ArtifactFile {
  /** Absolute. */
  url: string;
  /** Which of web-llm's cache scopes it is kept in. */
  scope: 'webllm/model' | 'webllm/config' | 'webllm/wasm';
  /** Null where the publisher states none (published models): then it is learnt from the response. */
  bytes: number | null;
  /** Null where the publisher states none; a shard is then checked against tensor-cache.json's MD5. */
  sha256: string | null;
}

/** In which of its cache scopes web-llm looks for a file. */
export function scopeOf(url: string): ArtifactFile['scope'] {
  if (url.endsWith('.wasm')) return 'webllm/wasm';
  return url.endsWith('/mlc-chat-config.json') ? 'webllm/config' : 'webllm/model';
}

/** Everything an engine needs to load one variant of one model on one class of adapter. */
export interface ModelArtifacts {
  modelId: string;
  quantization: Quantization;
  adapterClass: AdapterClass;
  /** Absolute, ends in '/', has '/resolve/<name>/' in it. */
  weightsUrl: string;
  /** Absolute. */
  libraryUrl: string;
  /** Known in advance for prepared models; for published ones the shards are read from tensor-cache.json. */
  files: ArtifactFile[];
  contextWindow: number;
  /**
   * Always handed to web-llm as an override of the model's own `conv_template` (webLlmTemplate in
   * model-config/models/template.ts says why), so that published models follow it too.
   */
  template: Template;
  gpuMemoryBytes: number;
  largestBufferBytes: number;
}
