/**
 * web-llm streams a stop string's first characters before it can know them for what they are, and never
 * takes them back. This holds back the end of a text that may still become a stop string.
 */
export class StopHoldback {
  private held = '';

  constructor(private readonly stops: readonly string[]) {}

  /** The text that is safe to show now that `text` has come. */
  push(text: string): string {
    const all = this.held + text;
    const kept = Math.max(0, ...this.stops.map((stop) => overlap(all, stop)));
    this.held = all.slice(all.length - kept);
    return all.slice(0, all.length - kept);
  }
}

/** The length of the longest end of `text` that is a beginning of `stop`, without being all of it. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length -= 1) {
    if (stop.startsWith(text.slice(text.length - length))) return length;
  }
  return 0;
}
