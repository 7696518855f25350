import '@/models/zod-without-eval';
import '@/privacy/report-from-worker';
import { serveJob } from '../jobs/serve-job';
import { createArtifactStore } from '../storage/artifact-store';
import { createStoredManifests } from '../storage/stored-manifests';
import { carryOutIn } from './carry-out';
import { toImportError } from './errors';
import { HUB } from './hub/repository-folder';
import { createJournals } from './journal';
import type { Order, Results } from './orders';
import type { ImportProgress } from './progress';

/** The dedicated worker of one examination or one import. */
const carryOut = carryOutIn({
  store: createArtifactStore(),
  manifests: createStoredManifests(),
  journals: createJournals(),
  endpoint: HUB,
});
serveJob<Order, Results[Order['kind']], ImportProgress>(
  carryOut,
  (error) => toImportError(error).toData(),
  self as unknown as Worker,
);
