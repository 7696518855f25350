type Work<T> = (lock: Lock | null) => T | Promise<T>;

/** The Web Locks of one browser, as far as Hakui uses them: exclusive and shared, first come, first served. */
export class FakeLocks {
  private readonly held = new Map<string, { mode: LockMode }[]>();
  private readonly waiting: { name: string; mode: LockMode; grant: () => void }[] = [];

  request = async <T>(
    name: string,
    optionsOrWork: { mode?: LockMode; ifAvailable?: boolean } | Work<T>,
    work?: Work<T>,
  ): Promise<T> => {
    const run = typeof optionsOrWork === 'function' ? optionsOrWork : work!;
    const options = typeof optionsOrWork === 'function' ? {} : optionsOrWork;
    const mode = options.mode ?? 'exclusive';
    if (options.ifAvailable && this.heldOf(name).length > 0) return run(null);
    await new Promise<void>((grant) => {
      this.waiting.push({ name, mode, grant });
      this.grantNext();
    });
    try {
      return await run({ name, mode });
    } finally {
      this.held.set(name, this.heldOf(name).slice(1));
      this.grantNext();
    }
  };

  private heldOf(name: string) {
    return this.held.get(name) ?? [];
  }

  private grantNext(): void {
    for (const request of [...this.waiting]) {
      const { name, mode, grant } = request;
      const earlier = this.waiting.slice(0, this.waiting.indexOf(request)).some((other) => other.name === name);
      const held = this.heldOf(name);
      const free = mode === 'shared' ? held.every((lock) => lock.mode === 'shared') : held.length === 0;
      if (earlier || !free) continue;
      this.waiting.splice(this.waiting.indexOf(request), 1);
      this.held.set(name, [...held, { mode }]);
      grant();
    }
  }
}
