import workerUrl from './models-worker.ts?worker&url';

/** From a blob, by which it inherits the page's content-security policy (engine/webllm/spawn-worker.ts says why). */
export function spawnModelsWorker(): Worker {
  const address = new URL(workerUrl, document.baseURI).href;
  const start = new Blob([`import ${JSON.stringify(address)};`], { type: 'text/javascript' });
  return new Worker(URL.createObjectURL(start), { type: 'module', name: 'hakui-models' });
}
