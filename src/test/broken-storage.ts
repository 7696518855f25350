/**
 * How a write gives way. `full`: refused for want of room. `abort`: its transaction is aborted. `closed`: the connection is gone.
 * `silent`: no answer ever.
 */
export type Break = 'full' | 'abort' | 'closed' | 'silent';

/** Has the browser's own writes into tables give way, so many times, and then work again. Returns how to mend them at once. */
export function breakWrites(how: Break, tables: readonly string[], times = Number.POSITIVE_INFINITY): () => void {
  const { prototype } = IDBObjectStore;
  const { put, add } = prototype;
  let left = times;

  const broken = (write: typeof put): typeof put =>
    function (this: IDBObjectStore, value, key) {
      if (!tables.includes(this.name) || left <= 0) return write.call(this, value, key);
      left -= 1;
      if (how === 'full') throw new DOMException('no room', 'QuotaExceededError');
      if (how === 'closed') throw new DOMException('the connection is closing', 'InvalidStateError');
      // A request that nobody answers.
      if (how === 'silent')
        return { addEventListener() {}, removeEventListener() {} } as unknown as IDBRequest<IDBValidKey>;
      const request = write.call(this, value, key);
      this.transaction.abort();
      return request;
    };

  prototype.put = broken(put);
  prototype.add = broken(add);
  return () => Object.assign(prototype, { put, add });
}
