import type { WorkerStart } from './protocol.ts';

/** The modules of scripts that are nothing but the import of one, by the address of the blob. */
const imported = new Map<string, string>();

/**
 * Has every worker of the page run a script before its own. The page's workers start from a blob that imports one module
 * (src/privacy/start-worker.ts). Gives back the names of those that are at work.
 */
export function prefixWorkers(
  script: string,
  given: (thread: string) => Pick<WorkerStart, 'plan' | 'before'>,
): ReadonlySet<string> {
  const atWork = new Map<Worker, string>();
  const names = new Set<string>();
  const createObjectUrl = URL.createObjectURL;
  rememberBlobs();
  globalThis.Worker = new Proxy(globalThis.Worker, {
    construct(Original, [url, options]: [string, WorkerOptions]) {
      const thread = options.name ?? 'worker';
      const id = `${thread} ${crypto.randomUUID()}`;
      const address = imported.get(url);
      if (address === undefined) throw new Error(`A worker that is started in another way: ${url}`);
      const start: WorkerStart = { worker: id, thread, address, ...given(thread) };
      const text = `globalThis.faultStart = ${JSON.stringify(start)};\n${script}`;
      const worker = new Original(createObjectUrl.call(URL, new Blob([text], { type: 'text/javascript' })), options);
      atWork.set(worker, id);
      names.add(id);
      return worker;
    },
  });
  const { terminate } = Worker.prototype;
  Worker.prototype.terminate = function () {
    names.delete(atWork.get(this) ?? '');
    terminate.call(this);
  };
  return names;
}

function rememberBlobs(): void {
  const modules = new WeakMap<object, string>();
  globalThis.Blob = new Proxy(globalThis.Blob, {
    construct(Original, args: [BlobPart[]?, BlobPropertyBag?], target) {
      const blob = Reflect.construct(Original, args, target) as Blob;
      const [parts = []] = args;
      const module = parts.length === 1 && /^import "([^"]+)";$/.exec(String(parts[0]))?.[1];
      if (module) modules.set(blob, module);
      return blob;
    },
  });
  const { createObjectURL } = URL;
  URL.createObjectURL = (object) => {
    const url = createObjectURL.call(URL, object);
    const module = modules.get(object);
    if (module !== undefined) imported.set(url, module);
    return url;
  };
}
