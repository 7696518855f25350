import type { FetchOptions } from '../../download/fetch-bytes';
import type { ArtifactStore } from '../../storage/artifact-store';
import type { StoredManifests } from '../../storage/stored-manifests';
import type { Journals } from '../journal';
import type { OnProgress } from '../progress';

/** Where an import reads and writes. */
export interface ImportPlaces {
  store: ArtifactStore;
  manifests: StoredManifests;
  journals: Journals;
  /** The hub's address. */
  endpoint: string;
}

export interface RunOptions extends FetchOptions {
  onProgress: OnProgress;
  /** How full shards get; a test wants many of a small model. */
  shardBytes?: number;
}
