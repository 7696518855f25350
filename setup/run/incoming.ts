import type { IncomingMessage } from 'node:http';
import { PassingFault } from './passing-fault.ts';

/** What may wait in memory for a disk that is slower than the network. */
const MOST_WAITING_BYTES = 8 * 2 ** 20;

/**
 * The bytes of an answer as they arrive. All that came before a break is handed out before it is told: fetch,
 * and the streams themselves, throw away what waits to be read. It listens from the beginning, because a break
 * that nobody listens to is not told later.
 */
export class Incoming {
  readonly #waiting: Buffer[] = [];
  #bytes = 0;
  #end: 'not yet' | 'well' | string = 'not yet';
  #wake = (): void => {};

  constructor(private readonly response: IncomingMessage) {
    response.on('data', (chunk: Buffer) => {
      this.#waiting.push(chunk);
      this.#bytes += chunk.length;
      if (this.#bytes > MOST_WAITING_BYTES) response.pause();
      this.#wake();
    });
    response.on('end', () => this.#finish('well'));
    response.on('error', (error) => this.#finish(error.message));
    response.on('close', () => this.#finish('closed'));
  }

  /** Throws PassingFault where the connection broke. */
  async *chunks(): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        const chunk = this.#waiting.shift();
        if (chunk) {
          this.#bytes -= chunk.length;
          yield chunk;
        } else if (this.#end === 'not yet') await this.#more();
        else break;
      }
      if (this.#end !== 'well') throw new PassingFault(`the connection broke (${this.#end})`);
    } finally {
      this.drop();
    }
  }

  /** For an answer that nobody wants to read. */
  drop(): void {
    this.response.destroy();
  }

  #more(): Promise<void> {
    this.response.resume();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #finish(how: string): void {
    if (this.#end === 'not yet') this.#end = how;
    this.#wake();
  }
}
