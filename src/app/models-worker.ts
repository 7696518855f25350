import '@/models/zod-without-eval';
import '@/privacy/report-from-worker';
import { createArtifactStore } from '@/models/storage/artifact-store';
import { performOn } from '@/models/tasks/perform';
import { serveTask, type ToTaskWorker } from '@/models/tasks/serve';

/** A worker that does one task on models' files: downloading, verifying, copying. */
const serve = serveTask(performOn(createArtifactStore()), (message) => self.postMessage(message));
self.onmessage = ({ data }: MessageEvent<ToTaskWorker>) => serve(data);
