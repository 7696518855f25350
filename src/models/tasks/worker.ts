import '@/models/zod-without-eval';
import '@/privacy/report-from-worker';
import { serveJob } from '../jobs/serve-job';
import { createArtifactStore } from '../storage/artifact-store';
import { performOn } from './perform';
import { failureOf } from './task';

/** The dedicated worker of one task on a model's files: downloading, verifying, copying. */
serveJob(performOn(createArtifactStore()), failureOf, self as unknown as Worker);
