import { type Calls, replace } from './calls.ts';

/** Makes calls of localStorage and of the caches fail. What a tab keeps for itself alone is left well. */
export function wrapSmallStores(calls: Calls): void {
  const storage = globalThis.Storage?.prototype;
  const local = (store: Storage) => store === globalThis.localStorage;
  replace(
    storage,
    'getItem',
    (original) =>
      function getItem(this: Storage, key) {
        if (local(this) && calls.next('localStorage.getItem', key)) throw new DOMException('Denied.', 'SecurityError');
        return original.call(this, key);
      },
  );
  replace(
    storage,
    'setItem',
    (original) =>
      function setItem(this: Storage, key, value) {
        if (local(this) && calls.next('localStorage.setItem', key)) throw quota();
        original.call(this, key, value);
      },
  );
  const unreadable = () => new DOMException('Unexpected internal error.', 'UnknownError');
  replace(
    globalThis.CacheStorage?.prototype,
    'open',
    (original) =>
      function open(this: CacheStorage, name) {
        return calls.next('caches.open', name) ? Promise.reject(unreadable()) : original.call(this, name);
      },
  );
  replace(
    globalThis.Cache?.prototype,
    'match',
    (original) =>
      function match(this: Cache, ...args) {
        return calls.next('caches.match', addressOf(args[0]))
          ? Promise.reject(unreadable())
          : original.apply(this, args);
      },
  );
  replace(
    globalThis.Cache?.prototype,
    'put',
    (original) =>
      function put(this: Cache, ...args) {
        return calls.next('caches.put', addressOf(args[0])) ? Promise.reject(quota()) : original.apply(this, args);
      },
  );
}

const quota = () => new DOMException('The quota has been exceeded.', 'QuotaExceededError');
const addressOf = (request: RequestInfo | URL) => (request instanceof Request ? request.url : String(request));
