/** `gated`: the publisher wants a licence accepted, or to know who asks. `no-weights`: not a model in safetensors. */
export type HubErrorCode = 'bad-id' | 'no-repository' | 'gated' | 'network' | 'bad-answer' | 'no-weights';

export interface HubErrorDetails {
  /** The repository, or what was given for one. */
  id: string;
  /** HTTP status, where the hub answered. */
  status?: number;
  /** A file that is missing. */
  file?: string;
  /** The first field that is not as it should be. */
  field?: string;
}

/** The one error of reading a repository of the model hub. */
export class HubError extends Error {
  override name = 'HubError';

  constructor(
    readonly code: HubErrorCode,
    readonly details: HubErrorDetails,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`${details.id}: ${problem}`, options);
  }
}
