export type ConversionErrorCode =
  | 'not-gguf'
  | 'not-safetensors'
  | 'missing-file'
  /** A Git LFS pointer or a web page under the file's name. */
  | 'not-the-file'
  | 'bad-json'
  | 'unsupported-model'
  | 'unsupported-adapter'
  | 'unsupported-version'
  | 'truncated'
  | 'bad-metadata'
  | 'limit-exceeded'
  | 'bad-tensor'
  | 'unknown-tensor-type'
  | 'overlapping-tensors'
  | 'missing-tensor'
  | 'not-finite'
  /** A number that half precision cannot hold. */
  | 'out-of-range'
  | 'mismatch'
  | 'unsupported-tokenizer'
  | 'no-template'
  | 'unsupported-template';

export interface ConversionErrorPlace {
  file: string;
  /** Tensor or metadata key. */
  tensor?: string;
  key?: string;
  /** Bytes from the start of the file. */
  offset?: number;
}

/** The one error of the converter. Its message names the file and, where there is one, the tensor and the offset. */
export class ConversionError extends Error {
  override name = 'ConversionError';
  readonly code: ConversionErrorCode;
  readonly place: ConversionErrorPlace;

  constructor(code: ConversionErrorCode, place: ConversionErrorPlace, problem: string) {
    const parts = [
      place.file,
      place.tensor !== undefined && `tensor ${JSON.stringify(place.tensor)}`,
      place.key !== undefined && `field ${JSON.stringify(place.key)}`,
      place.offset !== undefined && `at byte ${place.offset}`,
    ];
    super(`${parts.filter(Boolean).join(', ')}: ${problem}`);
    this.code = code;
    this.place = place;
  }
}
