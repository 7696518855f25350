/** How far a download is. `secondsLeft` is null until the rate can be told. */
export interface BytesReport {
  loadedBytes: number;
  totalBytes: number;
  secondsLeft: number | null;
}

/** The rate follows the last few seconds: old bytes count less by a factor of e every so many seconds. */
const SMOOTHING_SECONDS = 5;
/** Before this the rate is mostly chance. */
const SETTLING_SECONDS = 1.5;

/** Counts bytes and estimates the time left from an exponentially smoothed rate. */
export class ByteProgress {
  private loaded: number;
  private rate = 0;
  private weight = 0;
  private pending = 0;
  private since: number;
  private readonly start: number;

  /** `now` in milliseconds. `alreadyLoaded` bytes count as done but not towards the rate. */
  constructor(
    private readonly total: number,
    alreadyLoaded: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.loaded = alreadyLoaded;
    this.start = this.since = now();
  }

  add(bytes: number): void {
    this.loaded += bytes;
    this.pending += bytes;
    const seconds = (this.now() - this.since) / 1_000;
    // Chunks come in bursts; a rate over less than a tenth of a second says nothing.
    if (seconds < 0.1) return;
    const decay = Math.exp(-seconds / SMOOTHING_SECONDS);
    this.rate = this.rate * decay + (this.pending / seconds) * (1 - decay);
    this.weight = this.weight * decay + (1 - decay);
    this.pending = 0;
    this.since = this.now();
  }

  report(): BytesReport {
    const settled = this.now() - this.start >= SETTLING_SECONDS * 1_000 && this.rate > 0;
    // Dividing by the weight undoes the bias of an average that started at nothing.
    const secondsLeft = settled ? (this.total - this.loaded) / (this.rate / this.weight) : null;
    return {
      loadedBytes: this.loaded,
      totalBytes: this.total,
      secondsLeft: secondsLeft === null ? null : Math.max(0, secondsLeft),
    };
  }
}
