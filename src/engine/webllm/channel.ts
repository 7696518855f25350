/** Values pushed in at one end and iterated at the other, by one reader; ends once, well or with an error. */
export class Channel<T> implements AsyncIterableIterator<T> {
  private readonly values: T[] = [];
  private ended: { error: unknown } | 'well' | null = null;
  private wake: (() => void) | null = null;

  push(value: T): void {
    if (this.ended !== null) return;
    this.values.push(value);
    this.wake?.();
  }

  end(): void {
    this.ended ??= 'well';
    this.wake?.();
  }

  /** Values not read yet are dropped: whoever fails a channel wants to be heard at once. */
  fail(error: unknown): void {
    if (this.ended !== null) return;
    this.values.length = 0;
    this.ended = { error };
    this.wake?.();
  }

  async next(): Promise<IteratorResult<T>> {
    for (;;) {
      if (this.values.length > 0) return { done: false, value: this.values.shift() as T };
      if (this.ended === 'well') return { done: true, value: undefined };
      if (this.ended !== null) throw this.ended.error;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = null;
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
