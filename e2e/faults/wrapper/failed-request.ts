/** A request of IndexedDB that only ever fails: enough of one for whoever made it. */
export class FailedRequest extends EventTarget {
  onsuccess: ((event: Event) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  onblocked: ((event: Event) => void) | null = null;
  onupgradeneeded: ((event: Event) => void) | null = null;
  readyState: IDBRequestReadyState = 'pending';
  error: DOMException | null = null;

  constructor(
    readonly source: unknown,
    readonly transaction: IDBTransaction | null,
  ) {
    super();
    this.addEventListener('error', (event) => this.onerror?.(event));
  }

  get result(): undefined {
    if (this.readyState === 'pending') throw new DOMException('The request has not finished.', 'InvalidStateError');
    return undefined;
  }

  /** False where a listener has prevented what an error does to its transaction. */
  fail(error: DOMException): boolean {
    this.error = error;
    this.readyState = 'done';
    return this.dispatchEvent(new Event('error', { bubbles: true, cancelable: true }));
  }
}
