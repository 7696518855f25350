/* Where a worker begins: a thread does not inherit the loader for TypeScript, so it is registered here first. */
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { work } = await import(workerData.module);
await work(workerData.order);
