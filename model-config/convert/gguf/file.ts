import type { ByteSource } from '../byte-source.ts';
import type { MetadataValue } from './metadata.ts';
import type { TensorInfo } from './tensors.ts';

/** What the head of a GGUF file says, or of all files of one that was split. */
export interface GgufFile {
  /** The file with the metadata. */
  source: ByteSource;
  metadata: Map<string, MetadataValue>;
  /** Of all parts. */
  tensors: Map<string, TensorInfo>;
}
