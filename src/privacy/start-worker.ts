/**
 * Starts a worker under the page's own content-security policy. A worker fetched by its address has only the
 * policy of its response's headers, which a plain static server does not send; one that starts from a blob
 * inherits that of the page, the `<meta>` included. `script`: as Vite's `?worker&url` gives it.
 */
export function startWorker(script: string, name: string): Worker {
  const address = new URL(script, document.baseURI).href;
  const start = new Blob([`import ${JSON.stringify(address)};`], { type: 'text/javascript' });
  return new Worker(URL.createObjectURL(start), { type: 'module', name });
}
