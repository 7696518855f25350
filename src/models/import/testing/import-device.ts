import type { DeviceReport } from '@/models/capability';
import { createArtifactStore } from '@/models/storage/artifact-store';
import { createStoredManifests } from '@/models/storage/stored-manifests';
import { MemoryDirectory } from '@/models/storage/testing/memory-directory';
import { processor } from '@/test/devices';
import { FakeEngine } from '@/test/fake-engine';
import { FakeLocks } from '@/test/fake-locks';
import { createTestModels } from '@/test/models';
import {
  addedToken,
  fileOf,
  jsonOf,
  smallCheckpoint,
  tokenizerConfig,
} from '../../../../model-config/convert/testing/checkpoints.ts';
import { rawGguf } from '../../../../model-config/convert/testing/raw-gguf.ts';
import { smallGguf, smallRecord } from '../../../../model-config/convert/testing/small-model.ts';
import type { Manifest } from '../../../../model-config/models/manifest.ts';
import type { ModelRecord } from '../../../../model-config/models/record.ts';
import { Hub } from '../../download/testing/hub';
import { contents, hash } from '../../download/testing/test-device';
import { carryOutIn } from '../carry-out';
import { createJournals } from '../journal';
import type { CarryOut } from '../orders';
import type { Found } from '../sources/found';
import { createImportStore, type ImportStore } from '../store';

/** A shard holds one matrix of the small model or two, so that there are many places to go on from. */
const SHARD_BYTES = 2048;
const LIBRARY = contents(77, 5_000);
const SHA = 'a'.repeat(64);

/** A model of the small shape that set-up prepared, whose library is on the server. */
export const baseManifest: Manifest = {
  format: 1,
  id: 'small',
  convertedFrom: SHA,
  variants: [
    {
      quantization: 'q4f32_1',
      files: [{ path: 'resolve/q4f32_1/tensor-cache.json', bytes: 1, sha256: SHA }],
      libraries: [
        {
          ...{ path: 'lib/q4f32_1-software.wasm', adapterClass: 'software' },
          ...{ bytes: LIBRARY.byteLength, sha256: hash('sha256', LIBRARY) },
        },
      ],
    },
  ],
};

/** A browser that imports: its disk in memory, its server a hub on the loopback, its worker this thread. */
export class ImportDevice {
  readonly server = new Hub();
  readonly disk = new MemoryDirectory();
  readonly locks = new FakeLocks();
  readonly waits: number[] = [];
  quota = 1e9;
  device: DeviceReport = processor;
  records: ModelRecord[] = [smallRecord];
  manifests: Manifest[] = [baseManifest];

  readonly root = async () => this.disk.handle;
  readonly artifacts = createArtifactStore(
    this.root,
    async () => ({ quota: this.quota, usage: this.disk.disk.used }),
    this.locks as unknown as LockManager,
  );
  readonly journals = createJournals(this.root);
  readonly stored = createStoredManifests(this.root);

  async start(): Promise<void> {
    await this.server.start();
    this.server.files.set('/models/small/lib/q4f32_1-software.wasm', LIBRARY);
  }

  get modelsUrl(): string {
    return this.server.url('/models/');
  }

  carryOut(): CarryOut {
    const places = { store: this.artifacts, journals: this.journals, manifests: this.stored };
    const wait = async (milliseconds: number) => void this.waits.push(milliseconds);
    return carryOutIn({ ...places, endpoint: this.server.url('') }, { wait, shardBytes: SHARD_BYTES });
  }

  /** A tab of this browser. */
  openPage(carryOut: CarryOut = this.carryOut(), hub = true) {
    const models = createTestModels(new FakeEngine(), {
      records: this.records,
      modelsUrl: this.modelsUrl,
      hub,
      describeDevice: async () => this.device,
      readPrepared: async () => ({ manifests: new Map(this.manifests.map((each) => [each.id, each])), problems: [] }),
      imported: this.stored,
      artifacts: this.artifacts,
    });
    const imports: ImportStore = createImportStore({
      ...{ models, carryOut, hub, modelsUrl: this.modelsUrl },
      places: { store: this.artifacts, journals: this.journals, manifests: this.stored },
      locks: this.locks as unknown as LockManager,
      persist: async () => true,
    });
    return { models, imports, standing: () => imports.getState().standing, act: imports.getState() };
  }

  /** All file names on the disk, with their folders. */
  paths(folder = this.disk, at = ''): string[] {
    const here = [...folder.files.keys()].map((name) => at + name);
    const below = [...folder.folders].flatMap(([name, inside]) => this.paths(inside, `${at}${name}/`));
    return [...here, ...below].sort();
  }
}

export const found = (files: Record<string, Uint8Array | string>): Promise<Found> =>
  Promise.resolve({
    handles: [],
    files: Object.entries(files).map(([path, bytes]) => ({
      path,
      file: new File([bytes as BlobPart], path.slice(path.lastIndexOf('/') + 1)),
    })),
  });

export const smallFile = () => rawGguf(smallGguf());

/** A checkpoint of the small shape with all that a description is read from. */
export function checkpointFiles(): Record<string, Uint8Array> {
  const { config, tokenizer, weights } = smallCheckpoint();
  const added = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'].map((content, at) => addedToken(257 + at, content));
  return {
    'README.md': new TextEncoder().encode('# A model'),
    'config.json': jsonOf({ ...config, eos_token_id: 259 }),
    'model.safetensors': fileOf(weights),
    'tokenizer.json': jsonOf({ ...tokenizer, added_tokens: added }),
    'tokenizer_config.json': jsonOf(tokenizerConfig),
  };
}

/** Carries out runs like `inner`, and breaks off for good at a step of progress, as a tab does that is closed. */
export function closingAt(inner: CarryOut, isTheEnd: (step: number, doneBytes: number) => boolean): CarryOut {
  return (order, onProgress, signal) => {
    if (order.kind !== 'run') return inner(order, onProgress, signal);
    let step = 0;
    const closed = new AbortController();
    return inner(
      order,
      (progress) => {
        if (isTheEnd(step++, progress.loadedBytes)) closed.abort();
        onProgress(progress);
      },
      AbortSignal.any([signal, closed.signal]),
    );
  };
}
