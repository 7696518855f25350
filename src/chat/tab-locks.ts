/**
 * Which tab writes an answer. The browser lets go of a lock when its tab closes or crashes, so a lock
 * that can be had tells that nobody writes any more, without a heartbeat.
 */
const nameOf = (answerId: string) => `hakui:answer:${answerId}`;

/** Runs `work` as the answer's writer. */
export async function asWriterOf(answerId: string, work: () => Promise<void>): Promise<void> {
  await navigator.locks.request(nameOf(answerId), work);
}

/** Resolves when no tab writes the answer: at once, or when the tab that does has ended. */
export async function writerGone(answerId: string): Promise<void> {
  await navigator.locks.request(nameOf(answerId), { mode: 'shared' }, () => undefined);
}
