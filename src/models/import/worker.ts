import '@/models/zod-without-eval';
import '@/privacy/report-from-worker';
import { createArtifactStore } from '../storage/artifact-store';
import { createStoredManifests } from '../storage/stored-manifests';
import { carryOutIn } from './carry-out';
import { toImportError } from './errors';
import { HUB } from './hub/repository-folder';
import { createJournals } from './journal';
import type { FromWorker, ToWorker } from './protocol';

/** The dedicated worker of one examination or one import. */

const post = (message: FromWorker) => self.postMessage(message);
const stop = new AbortController();
const carryOut = carryOutIn({
  store: createArtifactStore(),
  manifests: createStoredManifests(),
  journals: createJournals(),
  endpoint: HUB,
});

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if ('stop' in data) {
    stop.abort();
    return;
  }
  carryOut(data.order, (progress) => post({ kind: 'progress', progress }), stop.signal).then(
    (result) => post({ kind: 'done', result }),
    (error) => post({ kind: 'failed', error: toImportError(error).toData() }),
  );
};
