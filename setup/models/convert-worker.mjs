/* A thread does not inherit the loader for TypeScript, so it is registered here first. */
import { register } from 'tsx/esm/api';

register();
await import('./convert-worker.ts');
