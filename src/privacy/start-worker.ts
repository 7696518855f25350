/** The address of each script's start, made once: one for each worker would stay in memory for as long as the page. */
const starts = new Map<string, string>();

/**
 * Starts a worker under the page's own content-security policy. A worker fetched by its address has only the
 * policy of its response's headers, which a plain static server does not send; one that starts from a blob
 * inherits that of the page, the `<meta>` included. `script`: as Vite's `?worker&url` gives it.
 */
export function startWorker(script: string, name: string): Worker {
  const start = starts.get(script) ?? addressOfStart(script);
  starts.set(script, start);
  return new Worker(start, { type: 'module', name });
}

function addressOfStart(script: string): string {
  const address = new URL(script, document.baseURI).href;
  return URL.createObjectURL(new Blob([`import ${JSON.stringify(address)};`], { type: 'text/javascript' }));
}
